import { type Diagnostic, placeOf } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { didYouMean, suggest } from '../text/suggest.ts';
import type { YamlNode } from '../yaml/located.ts';
import { MAX_FINDINGS, readYaml } from '../yaml/read.ts';
import { compileRule } from './compile-rule.ts';
import { scalarOf } from './compile-test.ts';
import { mend } from './mend.ts';
import type { Rule } from './model.ts';
import { ruleTestShape } from './rule-test-schema.ts';
import { API_VERSION, ruleShape } from './schema.ts';
import { entryOf, type Field, type ObjectShape } from './shape.ts';
import { kindOf } from './shape-mistakes.ts';

export interface LoadedRules {
  /** In the order in which they run. Only to be used when `diagnostics` holds no error. */
  readonly rules: readonly Rule[];
  readonly diagnostics: readonly Diagnostic[];
}

const KINDS = ['Rule', 'RuleTest', 'Policy'];

/**
 * Reads rule files: documents in file order, files in the order given. All mistakes of all files come back at once.
 * RuleTest documents are passed over; `sidepatch test` reads them.
 */
export function loadRules(sources: readonly Source[]): LoadedRules {
  const files = sources.map(loadFile);
  const rules = files.flatMap((file) => file.rules);
  return { rules, diagnostics: [...files.flatMap((file) => file.diagnostics), ...duplicates(rules)] };
}

function loadFile(source: Source): { rules: Rule[]; diagnostics: Diagnostic[] } {
  const { documents, diagnostics } = documentsOfKind(source, 'Rule');
  const unreadable = new Set(
    diagnostics.filter(({ code }) => code === 'InvalidYaml').map(({ span }) => span?.start),
  );
  const rules = documents.map((document) => compileRule(document, diagnostics));
  // What could not be read is not also wrong for what was read instead.
  const isEcho = ({ code, span }: Diagnostic) => code === 'InvalidField' && unreadable.has(span?.start);
  const told = diagnostics.filter((found) => !isEcho(found)).sort(byPlace);
  return { rules, diagnostics: told.slice(0, MAX_FINDINGS) };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.span?.start ?? 0) - (b.span?.start ?? 0);
}

const SHAPES: Readonly<Record<string, ObjectShape>> = { Rule: ruleShape, RuleTest: ruleTestShape };

/**
 * The documents of one kind in a file, and what is wrong with the file. Misspelt fields are told, and stand in the
 * documents under the names that were meant.
 */
export function documentsOfKind(
  source: Source,
  kind: string,
): { documents: YamlNode[]; diagnostics: Diagnostic[] } {
  const { documents, diagnostics } = readYaml(source);
  if (documents.length === 0 && diagnostics.length === 0) diagnostics.push(emptyFile(source));
  const wanted = documents.filter((document) => checkKind(document, diagnostics) === kind);
  return { documents: wanted.map((document) => mended(document, SHAPES[kind], diagnostics)), diagnostics };
}

function mended(document: YamlNode, shape: ObjectShape | undefined, diagnostics: Diagnostic[]): YamlNode {
  if (!shape) return document;
  const found: Diagnostic[] = [];
  const node = mend(document, shape, '', (message, span, field, hint) => {
    if (diagnostics.length + found.length >= MAX_FINDINGS) return;
    found.push({ code: 'InvalidField', severity: 'error', message, span, field, ...(hint && { hint }) });
  });
  const rule = shape === ruleShape ? scalarOf(entryOf(node, 'metadata')?.value, 'name')?.text : undefined;
  diagnostics.push(...found.map((one) => ({ ...one, ...(rule === undefined ? {} : { rule }) })));
  return node;
}

const ANY: Field = { shape: { type: 'any' }, about: '' };
const HEADER: ObjectShape = {
  type: 'object',
  fields: { apiVersion: ANY, kind: ANY, metadata: ANY, spec: ANY },
};

function checkKind(document: YamlNode, diagnostics: Diagnostic[]): string | undefined {
  const report = (message: string, node: YamlNode, field: string, hint: string) => {
    diagnostics.push({
      code: 'InvalidField',
      severity: 'error',
      message,
      hint,
      span: node.span,
      ...(field ? { field } : {}),
    });
    return undefined;
  };
  const start = `start with apiVersion: ${API_VERSION} and kind: Rule`;
  if (document.kind !== 'map')
    return report(`a rule is a mapping, this is ${kindOf(document)}`, document, '', start);
  const header = mend(document, HEADER, '', () => {}); // told with the other fields
  const kind = scalarOf(header, 'kind');
  const node = entryOf(header, 'kind')?.value;
  // Nearly a rule: read as one, so that its other mistakes are told as well.
  const isOurs = scalarOf(header, 'apiVersion')?.text === API_VERSION;
  if (isOurs && suggest(kind?.text ?? 'Rule', KINDS) === 'Rule') return 'Rule';
  if (!kind)
    return report(
      'needs "kind"',
      { ...document, span: document.entries[0]?.keySpan ?? document.span },
      '',
      start,
    );
  if (kind.text === 'Policy')
    return report(
      'a Policy is not read from a rule file: it would be for its own author to write',
      node ?? document,
      'kind',
      'put it into /etc/sidepatch/policy.d of the image; sidepatch lint --policy FILE checks it',
    );
  if (KINDS.includes(kind.text)) return kind.text;
  const cure = kind.text === 'ConfigMap' ? 'give the file under its data: instead' : start;
  return report(
    `"${kind.text}" is not a kind of sidepatch${didYouMean(kind.text, KINDS)}`,
    node ?? document,
    'kind',
    cure,
  );
}

function emptyFile(source: Source): Diagnostic {
  return {
    code: 'InvalidYaml',
    severity: 'error',
    message: 'holds no rule',
    hint: `start with apiVersion: ${API_VERSION} and kind: Rule`,
    span: { source, start: 0, end: 0 },
  };
}

function duplicates(rules: readonly Rule[]): Diagnostic[] {
  const first = new Map<string, Rule>();
  const found: Diagnostic[] = [];
  for (const rule of rules) {
    const other = first.get(rule.name);
    if (!other) first.set(rule.name, rule);
    else if (rule.name !== '') found.push(duplicate(rule, other));
  }
  return found;
}

function duplicate({ name, span }: Rule, other: Rule): Diagnostic {
  return {
    code: 'DuplicateRule',
    severity: 'error',
    rule: name,
    field: 'metadata.name',
    message: `there is already a rule of this name at ${placeOf(other.span)}`,
    hint: 'names are unique over all files',
    span,
  };
}
