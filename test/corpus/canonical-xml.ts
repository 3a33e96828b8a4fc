import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/**
 * A document as lines that are the same for the same meaning: attributes sorted, children sorted by name with the order
 * among those of one name kept, layout and comments dropped. Two documents say the same when their lines are the same.
 */
export function canonicalLines(xml: string): string[] {
  return linesOf(parseElement(xml), '');
}

export function parseElement(xml: string): Element {
  const root = new DOMParser({ onError: throwError }).parseFromString(xml, 'text/xml').documentElement;
  if (!root) throw new Error('no document element');
  return root;
}

export function childrenOf(element: Element): Element[] {
  return [...element.childNodes].filter(isElement);
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

function linesOf(element: Element, indent: string): string[] {
  const attributes = [...element.attributes]
    .filter(({ namespaceURI }) => namespaceURI !== 'http://www.w3.org/2000/xmlns/')
    .map((attribute) => ` ${nameOf(attribute)}=${JSON.stringify(attribute.value)}`)
    .sort();
  const children = childrenOf(element);
  const text = textBeforeChildren(element);
  const said = children.length > 0 ? text.trim() : text;
  const line = `${indent}${nameOf(element)}${attributes.join('')}${said === '' ? '' : `: ${JSON.stringify(said)}`}`;
  const sorted = children
    .map((child) => ({ name: nameOf(child), child }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [line, ...sorted.flatMap(({ child }) => linesOf(child, `${indent}  `))];
}

function nameOf({ namespaceURI, localName }: { namespaceURI: string | null; localName: string | null }) {
  return namespaceURI ? `{${namespaceURI}}${localName}` : `${localName}`;
}

function textBeforeChildren(element: Element): string {
  let text = '';
  for (const node of element.childNodes) {
    if (isElement(node)) break;
    if (node.nodeType === 3 || node.nodeType === 4) text += node.nodeValue ?? '';
  }
  return text;
}

function throwError(level: string, message: string): void {
  if (level !== 'warning') throw new Error(message);
}
