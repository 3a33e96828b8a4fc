import { Failure } from '../text/failure.ts';
import { type ChangeGuard, permitAll, type XmlDocument } from './document.ts';
import { ScanError, type ScanEvents, type ScannedTag, scan } from './scan.ts';
import { Attr, Document, Element, Leaf, type Parent } from './tree.ts';

/**
 * Reads a document. Refuses with InvalidDocument whatever libxml2 would call not well-formed, and also a DOCTYPE, an
 * encoding other than UTF-8, XML 1.1 and more than 256 levels. The message has the place, never content.
 */
export function parseXml(source: string, guard: ChangeGuard = permitAll): XmlDocument {
  const dom = new Document();
  const counted = { elements: 0 };
  try {
    scan(source, { isFragment: false }, buildTree(source, dom, counted));
  } catch (error) {
    if (error instanceof ScanError) {
      throw new Failure('InvalidDocument', `line ${error.line}, column ${error.column}: ${error.message}`);
    }
    throw error;
  }
  const root = dom.documentElement;
  if (!root) throw new Failure('InvalidDocument', 'has no document element');
  return {
    source,
    dom,
    root,
    guard,
    version: 0,
    touched: new Set(),
    inserted: new Set(),
    journal: [],
    order: undefined,
    parsedElements: counted.elements,
    insertedElements: 0,
    visits: 0,
  };
}

function buildTree(source: string, dom: Document, counted: { elements: number }): ScanEvents {
  let parent: Parent = dom;
  const open: { element: Element; start: number; startTagEnd: number }[] = [];
  const shared = shareStrings();
  const raw = (start: number, end: number) => source.slice(start, end);
  return {
    open(tag, start, startTagEnd) {
      const element = createElement(tag, shared);
      counted.elements++;
      parent.appendChild(element);
      open.push({ element, start, startTagEnd });
      parent = element;
    },
    close(endTagStart, end) {
      const last = open.pop();
      if (!last) return;
      const { element, start, startTagEnd } = last;
      element.origin = { start, startTagEnd, endTagStart, end, renamed: undefined, values: undefined };
      parent = open.at(-1)?.element ?? dom;
    },
    text(text, start, end) {
      const written = raw(start, end);
      // The same string twice, not two.
      parent.appendChild(new Leaf(3, text === written ? written : text, written));
    },
    cdata(text, start, end) {
      parent.appendChild(new Leaf(4, text, raw(start, end)));
    },
    comment(text, start, end) {
      parent.appendChild(new Leaf(8, text, raw(start, end)));
    },
    instruction(target, body, start, end) {
      parent.appendChild(new Leaf({ target }, body, raw(start, end)));
    },
  };
}

function createElement(tag: ScannedTag, shared: (text: string) => string): Element {
  const element = new Element(tag.uri === '' ? null : tag.uri, shared(tag.name));
  for (const name in tag.attributes) {
    const attribute = tag.attributes[name];
    if (attribute)
      element.setAttributeNode(new Attr(attribute.uri === '' ? null : attribute.uri, name, attribute.value));
  }
  return element;
}

/** The same string object for equal names: a domain has a thousand disks, and each would bring its own "disk". */
function shareStrings(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before === undefined) known.set(text, text);
    return before ?? text;
  };
}
