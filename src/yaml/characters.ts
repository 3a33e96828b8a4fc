import { Failure } from '../text/failure.ts';
import { maxDenseCharacters, maxDepth, maxDocumentLength } from './limits.ts';

/** Refuses what no edit can help: too long a text, and binary data that became text on the way here. */
export function checkIntact(text: string): void {
  checkSize(text);
  if (text.includes('\ufffd')) {
    throw invalid('it contains U+FFFD: binary data (gzip?) was broken on the way here', 'use plain text');
  }
}

/** Refuses what would take more memory under edit than a sidecar has. */
function checkSize(text: string): void {
  if (text.length > maxDocumentLength) {
    const what = `the document to edit has ${text.length} characters`;
    throw new Failure('LimitExceeded', what, `at most ${maxDocumentLength}`);
  }
  let dense = 0;
  for (const character of text) if (BEGINS_VALUE.has(character)) dense++;
  if (dense > maxDenseCharacters) {
    const what = `the document to edit has ${dense} lines, commas, quotes and brackets`;
    throw new Failure('LimitExceeded', what, `at most ${maxDenseCharacters}`);
  }
}

const BEGINS_VALUE: ReadonlySet<string> = new Set(['\n', ',', '[', '{', '"', "'", '?', '&', '*']);

/** Refuses what PyYAML's reader refuses, and line breaks that only PyYAML takes for such. */
export function checkReadable(text: string): void {
  const control = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (control) throw invalid(`it contains a control character (line ${lineOf(text, control.index)})`);
  const mark = /(?<=\n)\ufeff/.exec(text);
  // Below comments the `yaml` package skips one, and PyYAML takes it for a letter of the first key.
  if (mark) throw invalid(`there is a byte order mark in line ${lineOf(text, mark.index)}`, 'remove it');
  const lineBreak = /\r(?!\n)|[\u0085\u2028\u2029]/.exec(text);
  if (!lineBreak) return;
  const code = lineBreak[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw invalid(
    `U+${code} in line ${lineOf(text, lineBreak.index)} is a line break for cloud-init's YAML reader`,
    'write it as an escape in a double-quoted text',
  );
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function invalid(what: string, hint?: string): Failure {
  return new Failure('InvalidDocument', `cannot edit the document: ${what}`, hint);
}

export function tooDeep(): Failure {
  return new Failure('LimitExceeded', `the document is nested deeper than ${maxDepth} levels`);
}
