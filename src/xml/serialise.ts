import { Failure } from '../text/failure.ts';
import { escapeAttribute, escapeText } from './characters.ts';
import type { ElementOrigin, XmlDocument } from './document.ts';
import { type Element, isElement, type Node } from './node.ts';
import { whyNotWellFormed } from './scan.ts';
import { openSelfClosed, rewriteStartTag } from './start-tag.ts';

/**
 * The document as text. Whatever nothing touched is a slice of the source, so an untouched document is its source. The
 * text of a changed document is read once more: a result that is not well-formed is a bug of ours and never leaves.
 */
export function serialiseXml(document: XmlDocument): string {
  const { source, root, touched } = document;
  const origin = document.origins.get(root);
  if (!touched.has(root) || origin?.kind !== 'element') return source;
  const parts: string[] = [source.slice(0, origin.start)];
  writeElement(document, root, parts);
  parts.push(source.slice(origin.end));
  const text = parts.join('');
  if (text === source) return source;
  const reason = whyNotWellFormed(text);
  if (reason !== undefined) throw new Failure('Internal', `the result is not well-formed: ${reason}`);
  return text;
}

function writeNode(document: XmlDocument, node: Node, parts: string[]): void {
  if (isElement(node)) return writeElement(document, node, parts);
  const origin = document.origins.get(node);
  parts.push(origin?.kind === 'leaf' ? origin.raw : escapeText(node.nodeValue ?? ''));
}

function writeElement(document: XmlDocument, element: Element, parts: string[]): void {
  const origin = document.origins.get(element);
  if (origin?.kind !== 'element') return writeNewElement(document, element, parts);
  if (!document.touched.has(element)) {
    parts.push(document.source.slice(origin.start, origin.end));
    return;
  }
  const startTag = startTagOf(element, origin);
  if (origin.endTag === '' && !element.firstChild) {
    parts.push(startTag);
    return;
  }
  parts.push(openSelfClosed(startTag));
  writeChildren(document, element, parts);
  parts.push(origin.endTag === '' ? `</${element.nodeName}>` : origin.endTag);
}

function writeNewElement(document: XmlDocument, element: Element, parts: string[]): void {
  parts.push(`<${element.nodeName}`);
  for (const { name, value } of element.attributes) parts.push(` ${name}="${escapeAttribute(value, '"')}"`);
  if (!element.firstChild) {
    parts.push('/>');
    return;
  }
  parts.push('>');
  writeChildren(document, element, parts);
  parts.push(`</${element.nodeName}>`);
}

function writeChildren(document: XmlDocument, element: Element, parts: string[]): void {
  for (let child = element.firstChild; child; child = child.nextSibling) writeNode(document, child, parts);
}

function startTagOf(element: Element, origin: ElementOrigin): string {
  if (origin.values === undefined) return origin.startTag;
  return rewriteStartTag(origin.startTag, origin.values, attributeValues(element));
}

/** An element's attributes by qualified name, namespace declarations too. */
export function attributeValues(element: Element): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of element.attributes) values.set(name, value);
  return values;
}
