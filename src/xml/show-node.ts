import { escapeAttribute, escapeText } from './characters.ts';
import { childElements, type Element, isElement, type Node, textOf } from './node.ts';

/** A node for people: an attribute's or a plain element's text; an element that holds more as XML on one line. */
export function showNode(node: Node): string {
  if (!isElement(node)) return textOf(node);
  const isPlain = childElements(node).length === 0 && node.attributes.length === 0;
  return isPlain && textOf(node) !== '' ? textOf(node) : showElement(node);
}

/** An element as XML on one line, without layout, comments and namespace declarations. */
export function showElement(element: Element): string {
  const attributes = [...element.attributes]
    .filter(({ name }) => !/^xmlns(:|$)/.test(name))
    .map(({ name, value }) => ` ${name}="${escapeAttribute(value, '"')}"`)
    .join('');
  const children = childElements(element);
  const inside = children.length > 0 ? children.map(showElement).join('') : escapeText(textOf(element));
  const start = `<${element.nodeName}${attributes}`;
  return inside === '' ? `${start}/>` : `${start}>${inside}</${element.nodeName}>`;
}
