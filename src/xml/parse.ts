import { DOMImplementation } from '@xmldom/xmldom';
import { Failure } from '../text/failure.ts';
import { type ChangeGuard, permitAll, type XmlDocument } from './document.ts';
import type { Document, Element, Node } from './node.ts';
import { ScanError, type ScanEvents, type ScannedTag, scan } from './scan.ts';

/**
 * Reads a document. Refuses with InvalidDocument whatever libxml2 would call not well-formed, and also a DOCTYPE, an
 * encoding other than UTF-8, XML 1.1 and more than 256 levels. The message has the place, never content.
 */
export function parseXml(source: string, guard: ChangeGuard = permitAll): XmlDocument {
  const dom = new DOMImplementation().createDocument('', '');
  const origins: XmlDocument['origins'] = new Map();
  try {
    scan(source, { isFragment: false }, buildDom(source, dom, origins));
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
    origins,
    touched: new Set(),
    journal: [],
    order: undefined,
    insertedElements: 0,
    visits: 0,
  };
}

function buildDom(source: string, dom: Document, origins: XmlDocument['origins']): ScanEvents {
  let parent: Node = dom;
  const open: { element: Element; start: number; startTagEnd: number }[] = [];

  const leaf = (node: Node, start: number, end: number) => {
    origins.set(node, { kind: 'leaf', raw: source.slice(start, end) });
    parent.appendChild(node);
  };
  return {
    open(tag, start, end) {
      const element = createElement(dom, tag);
      parent.appendChild(element);
      open.push({ element, start, startTagEnd: end });
      parent = element;
    },
    close(start, end) {
      const last = open.pop();
      if (!last) return;
      const startTag = source.slice(last.start, last.startTagEnd);
      const endTag = source.slice(start, end);
      origins.set(last.element, {
        kind: 'element',
        start: last.start,
        end,
        startTag,
        endTag,
        values: undefined,
      });
      parent = open.at(-1)?.element ?? dom;
    },
    text(text, start, end) {
      leaf(dom.createTextNode(text), start, end);
    },
    cdata(text, start, end) {
      leaf(dom.createCDATASection(text), start, end);
    },
    comment(text, start, end) {
      leaf(dom.createComment(text), start, end);
    },
    instruction(target, body, start, end) {
      leaf(dom.createProcessingInstruction(target, body), start, end);
    },
  };
}

function createElement(dom: Document, tag: ScannedTag): Element {
  const element = dom.createElementNS(tag.uri === '' ? null : tag.uri, tag.name);
  for (const name in tag.attributes) {
    const attribute = tag.attributes[name];
    if (attribute) element.setAttributeNS(attribute.uri === '' ? null : attribute.uri, name, attribute.value);
  }
  return element;
}
