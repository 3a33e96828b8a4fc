import assert from 'node:assert/strict';
import { loadRules } from '../../src/rules/load.ts';
import type { Diagnostic, DiagnosticCode } from '../../src/text/diagnostic.ts';
import { lineColumn } from '../../src/text/source.ts';

export const HEADER = 'apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata:\n  name: example\nspec:\n';

/** An edit for rules whose mistake is somewhere else. */
export const ANY_EDIT = 'domain: [{op: remove, path: /domain/title}]\n';

/** A rule file from the lines of its spec. */
export function ruleText(spec: string): string {
  return HEADER + indented(spec, 2);
}

/** What is expected of a text in which `«` stands before each place that a finding must point at. */
export interface Mistake {
  readonly name: string;
  /** The spec of a rule; `text` instead is a whole file. */
  readonly spec?: string;
  readonly text?: string;
  readonly code: DiagnosticCode;
  /** A part of the message or its hint. */
  readonly says: string;
}

/** Loads the text without its marks and holds every finding against them: the code, the line, the column, the words. */
export function assertFound({ spec, text, code, says }: Mistake): void {
  const marked = text ?? ruleText(spec ?? '');
  const clean = marked.replaceAll('«', '');
  const found = findings(clean);
  assert.deepEqual(
    found.map((one) => `${placeOf(one)} ${one.code}`),
    marksIn(marked).map((place) => `${place} ${code}`),
    found.map(({ message, hint }) => `${message}; ${hint}`).join('\n'),
  );
  for (const { message, hint } of found) {
    const words = `${message}; ${hint ?? ''}`;
    assert.ok(words.includes(says), `"${words}" does not say "${says}"`);
    assert.doesNotMatch(words, /[\r\n]|undefined(?! entity)|\[object/);
  }
}

export function findings(text: string, name = 'rule.yaml'): readonly Diagnostic[] {
  return loadRules([{ name, text }]).diagnostics;
}

/** `line:column` of a finding. */
export function placeOf({ span }: Diagnostic): string {
  if (!span) return 'nowhere';
  const { line, column } = lineColumn(span.source, span.start);
  return `${line}:${column}`;
}

/** `line:column` of each mark, as if the marks were not there. */
export function marksIn(marked: string): string[] {
  const places: string[] = [];
  for (const [i, line] of marked
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    let column = 0;
    for (const character of line) {
      if (character === '«') places.push(`${i + 1}:${column + 1}`);
      else column++;
    }
  }
  return places;
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
