import { Failure } from '../text/failure.ts';
import { escapeAttribute, escapeText } from './characters.ts';
import type { XmlDocument } from './document.ts';
import { Leaf } from './leaf.ts';
import { type Element, isElement, type Node } from './node.ts';
import type { ElementOrigin } from './origin.ts';
import { openSelfClosed, renameStartTag, rewriteStartTag } from './start-tag.ts';
import { whyNotWellFormed } from './well-formed.ts';

/** The text that is written, and as much of it as has to be read again. */
interface Output {
  readonly text: string[];
  readonly check: string[];
}

/**
 * The document as text. Whatever nothing touched is a slice of the source, so an untouched document is its source. The
 * text of a changed document is read once more: a result that is not well-formed is a bug of ours and never leaves.
 * Left out there are elements that stand, untouched, where they stood in the source: they were read already, and what
 * is around them binds at least the prefixes that it did.
 */
export function serialiseXml(document: XmlDocument): string {
  const { source, root, touched } = document;
  const { origin } = root;
  if (!touched.has(root) || origin === undefined) return source;
  const output: Output = { text: [], check: [] };
  write(source.slice(0, origin.start), output);
  writeElement(document, root, output, true);
  write(source.slice(origin.end), output);
  const text = output.text.join('');
  if (text === source) return source;
  const reason = whyNotWellFormed(output.check.join(''));
  if (reason !== undefined) throw new Failure('Internal', `the result is not well-formed: ${reason}`);
  return text;
}

function write(text: string, { text: all, check }: Output): void {
  all.push(text);
  check.push(text);
}

/** `isHome`: everything around stands where it stood in the source. */
function writeNode(document: XmlDocument, node: Node, output: Output, isHome: boolean): void {
  if (isElement(node)) writeElement(document, node, output, isHome && !document.inserted.has(node));
  else
    write(
      node instanceof Leaf && node.raw !== undefined ? node.raw : escapeText(node.nodeValue ?? ''),
      output,
    );
}

function writeElement(document: XmlDocument, element: Element, output: Output, isHome: boolean): void {
  const { origin } = element;
  if (origin === undefined) return writeNewElement(document, element, output);
  const { source } = document;
  if (!document.touched.has(element)) {
    const slice = source.slice(origin.start, origin.end);
    output.text.push(slice);
    if (!isHome) output.check.push(slice);
    return;
  }
  const startTag = startTagOf(source, element, origin);
  const isSelfClosed = origin.endTagStart === origin.end;
  if (isSelfClosed && !element.firstChild) return write(startTag, output);
  write(openSelfClosed(startTag), output);
  if (element.isUnread) write(source.slice(origin.startTagEnd, origin.endTagStart), output);
  else writeChildren(document, element, output, isHome);
  write(endTagOf(source, element, origin), output);
}

function writeNewElement(document: XmlDocument, element: Element, output: Output): void {
  write(`<${element.nodeName}`, output);
  for (const { name, value } of element.attributes)
    write(` ${name}="${escapeAttribute(value, '"')}"`, output);
  if (!element.firstChild) return write('/>', output);
  write('>', output);
  writeChildren(document, element, output, false);
  write(`</${element.nodeName}>`, output);
}

function writeChildren(document: XmlDocument, element: Element, output: Output, isHome: boolean): void {
  for (let child = element.firstChild; child; child = child.nextSibling) {
    writeNode(document, child, output, isHome);
  }
}

function startTagOf(source: string, element: Element, origin: ElementOrigin): string {
  const written = source.slice(origin.start, origin.startTagEnd);
  const startTag = origin.renamed === undefined ? written : renameStartTag(written, origin.renamed);
  if (origin.values === undefined) return startTag;
  return rewriteStartTag(startTag, origin.values, attributeValues(element));
}

function endTagOf(source: string, element: Element, { endTagStart, end, renamed }: ElementOrigin): string {
  if (endTagStart === end || renamed !== undefined) return `</${element.nodeName}>`;
  return source.slice(endTagStart, end);
}

/** An element's attributes by qualified name, namespace declarations too. */
export function attributeValues(element: Element): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of element.attributes) values.set(name, value);
  return values;
}
