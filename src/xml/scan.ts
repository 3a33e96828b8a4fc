import { SaxesParser } from 'saxes';
import { oneLine } from '../text/diagnostic.ts';
import { ncName } from './characters.ts';
import { maxAttributes, maxDepth, maxElements, TOO_MANY_ELEMENTS } from './limits.ts';

const maxMessageLength = 120;

export interface ScannedAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

export interface ScannedTag {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: Record<string, ScannedAttribute>;
  readonly isSelfClosing: boolean;
}

/** What is found, in order, with its exact place in the text. Texts outside the document element are not told. */
export interface ScanEvents {
  open(tag: ScannedTag, start: number, end: number): void;
  close(start: number, end: number): void;
  text(text: string, start: number, end: number): void;
  cdata(text: string, start: number, end: number): void;
  comment(text: string, start: number, end: number): void;
  instruction(target: string, body: string, start: number, end: number): void;
}

export interface ScanOptions {
  /** Several elements, and text between them, instead of one document element. */
  readonly isFragment: boolean;
  /** Asked for prefixes that the text itself does not declare. */
  readonly resolvePrefix?: (prefix: string) => string | undefined;
}

/** Where and why a text is not well-formed. Never contains content of the text beyond a short name. */
export class ScanError extends Error {
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(reason: string, offset: number, line: number, column: number) {
    super(oneLine(reason.length > maxMessageLength ? `${reason.slice(0, maxMessageLength)}…` : reason));
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}

/**
 * Reads a text as XML 1.0 with namespaces, in UTF-8, without DOCTYPE, and tells what it finds. The only parser there
 * is: documents, fragments in rules and our own output all go through here. Throws a ScanError at the first thing that
 * is not well-formed.
 */
export function scan(source: string, options: ScanOptions, events: ScanEvents): void {
  // Only then looked for: making that expression takes longer than all the rest of a small document.
  if (!source.isWellFormed())
    throw errorAt(source, source.search(/\p{Surrogate}/u), 'half of a surrogate pair');
  // What saxes skips without telling: a byte order mark, then white space before the first markup of a document.
  let cursor = (options.isFragment ? /^/ : /^\ufeff?[ \t\r\n]*/).exec(source)?.[0].length ?? 0;
  let depth = 0;
  let elements = 0;
  let tagStart = 0;
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    fragment: options.isFragment,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
    ...(options.resolvePrefix && { resolvePrefix: options.resolvePrefix }),
  });
  const fail = (reason: string): never => {
    throw new ScanError(reason, parser.position, parser.line, Math.max(1, parser.column));
  };
  const startOfMarkup = () => source.lastIndexOf('<', parser.position - 1);

  parser.on('error', (error) => {
    // Only seen in the middle of a reference: then the whole rest was taken for its name.
    const reference = parser['entity'];
    if (parser.position >= source.length && reference !== '') {
      throw errorAt(source, source.length - reference.length - 1, 'an ampersand that begins no reference');
    }
    fail(error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, ''));
  });
  parser.on('doctype', () => fail('has a DOCTYPE; documents with one are not read'));
  parser.on('xmldecl', ({ version, encoding }) => {
    if (options.isFragment) fail('an XML declaration is not allowed here');
    if (version !== '1.0') fail('XML version is not 1.0');
    if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8')
      fail('the declared encoding is not UTF-8');
    cursor = parser.position;
  });
  parser.on('opentagstart', () => {
    if (++depth > maxDepth) fail(`more than ${maxDepth} elements inside each other`);
    tagStart = startOfMarkup();
  });
  let attributes = 0;
  parser.on('attribute', () => {
    if (++attributes > maxAttributes) fail(`more than ${maxAttributes} attributes of one element`);
  });
  parser.on('opentag', (tag) => {
    cursor = parser.position;
    if (++elements > maxElements) fail(TOO_MANY_ELEMENTS);
    attributes = 0;
    for (const name in tag.attributes) {
      const attribute = tag.attributes[name];
      const isDeclaration = attribute?.prefix === 'xmlns' || name === 'xmlns';
      if (attribute && !isQName(attribute)) fail('a name part that begins like no name');
      // saxes trims namespace names before it compares them; other readers don't: no second opinion.
      if (isDeclaration && attribute?.value !== attribute?.value.trim())
        fail('space around a namespace name');
    }
    if (!isQName(tag)) fail('a name part that begins like no name');
    events.open(tag, tagStart, cursor);
  });
  parser.on('closetag', (tag) => {
    depth--;
    const start = tag.isSelfClosing ? parser.position : startOfMarkup();
    cursor = parser.position;
    events.close(start, cursor);
  });
  parser.on('text', (text) => {
    const start = cursor;
    // A text is told when the `<` behind it was read, or at the very end.
    cursor = source[parser.position - 1] === '<' ? parser.position - 1 : source.length;
    if (depth > 0 || options.isFragment) events.text(text, start, cursor);
  });
  parser.on('cdata', (text) => {
    const start = cursor;
    cursor = parser.position;
    events.cdata(text, start, cursor);
  });
  parser.on('comment', (text) => {
    const start = cursor;
    // Told at `--`, before the `>`; whatever else stands there is an error a character later.
    cursor = parser.position + 1;
    events.comment(text, start, cursor);
  });
  parser.on('processinginstruction', ({ target, body }) => {
    const start = cursor;
    cursor = parser.position;
    // saxes lets any `?` end the target: <?a?b?> slips through.
    const behind = source.slice(start + '<?'.length + target.length, cursor);
    if (behind !== '?>' && !/^[ \t\r\n]/.test(behind))
      fail('no space behind the target of a processing instruction');
    events.instruction(target, body, start, cursor);
  });
  parser.write(source).close();
}

// saxes looks at the first character of a whole name only: p:-x slips through.
const nameStart = new RegExp(`^${ncName}`, 'u');

function isQName({ prefix, local }: { prefix: string; local: string }): boolean {
  return prefix === '' || nameStart.test(local);
}

/** A ScanError at this character. */
export function errorAt(source: string, offset: number, reason: string): ScanError {
  const before = source.slice(0, offset).split('\n');
  return new ScanError(reason, offset, before.length, (before.at(-1)?.length ?? 0) + 1);
}
