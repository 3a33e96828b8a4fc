import type { CST, Scalar } from 'yaml';
import { invalid, lineOf } from './characters.ts';
import { nextLine } from './lines.ts';
import { resolvePlain } from './scalars.ts';
import type { Node, ScalarNode } from './tree.ts';

/** Where a node stands, while it is built. */
export type At = { start: number; body: number; end: number; aliases: number[] };

export function buildScalar(node: Scalar.Parsed, at: At, props: Props, text: string): ScalarNode {
  const style = scalarStyle(node);
  if (style === 'quoted') checkClosed(node, text);
  const written = style === 'block' ? blockText(node, text) : String(node.value ?? '');
  const stretch =
    style === 'empty' && props.end !== undefined ? { ...at, body: props.end, end: props.end } : at;
  const { value, isText } = scalarValue(node.tag, style, written);
  return { kind: 'scalar', ...stretch, style, written, value, isText };
}

function scalarStyle(node: Scalar.Parsed): ScalarNode['style'] {
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return 'block';
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') return 'quoted';
  return node.range[0] === node.range[1] ? 'empty' : 'plain';
}

function scalarValue(tag: string | undefined, style: ScalarNode['style'], written: string) {
  const type = tag?.startsWith('tag:yaml.org,2002:') ? tag.slice('tag:yaml.org,2002:'.length) : tag;
  const isResolved =
    type === undefined ? style === 'plain' || style === 'empty' : /^(?:null|bool|int|float)$/.test(type);
  if (!isResolved) return { value: written, isText: type === undefined || type === 'str' || type === '!' };
  const { type: found, value } = resolvePlain(written);
  return { value, isText: found === 'text' };
}

/** The library adds a line break that is not there when the text ends inside a block scalar; PyYAML does not. */
function blockText(node: Scalar.Parsed, text: string): string {
  const value = String(node.value);
  const [start, end] = node.range;
  const isCut = end === text.length && !text.endsWith('\n') && value.endsWith('\n');
  const isAdded = isCut && breaksAtEnd(value) > breaksAtEnd(text.slice(nextLine(text, start)));
  return isAdded ? value.slice(0, -1) : value;
}

function breaksAtEnd(text: string): number {
  return text.slice(text.trimEnd().length).split('\n').length - 1;
}

/** The library takes the last quote of a text for the closing one, even when it is written as `\"` or `''`. */
function checkClosed({ type, range: [start, end] }: Scalar.Parsed, text: string): void {
  const doubler = type === 'QUOTE_DOUBLE' ? '\\' : "'";
  let before = end - 2;
  while (before > start && text[before] === doubler) before--;
  if ((end - before) % 2 === 1) throw invalid(`a quoted text is not closed (in line ${lineOf(text, start)})`);
}

export function isUnwritten(node: Node): boolean {
  return node.kind === 'scalar' && node.style === 'empty' && node.start === node.end;
}

export function emptyAt(offset: number): ScalarNode {
  const at = { start: offset, body: offset, end: offset, aliases: [] };
  return { kind: 'scalar', ...at, style: 'empty', value: null, written: '', isText: false };
}

export interface Props {
  readonly start?: number;
  readonly end?: number;
}

/** Where an anchor and a tag begin and end among the tokens before a node. */
export function propsStart(tokens: readonly CST.SourceToken[]): Props {
  const props = tokens.filter((part) => part.type === 'anchor' || part.type === 'tag');
  const [first, last] = [props[0], props.at(-1)];
  return first && last ? { start: first.offset, end: last.offset + last.source.length } : {};
}
