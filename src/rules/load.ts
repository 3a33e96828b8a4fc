import type { Diagnostic } from '../text/diagnostic.ts';
import { lineColumn, type Source, type Span } from '../text/source.ts';
import { didYouMean, suggest } from '../text/suggest.ts';
import type { YamlNode } from '../yaml/located.ts';
import { MAX_FINDINGS, readYaml } from '../yaml/read.ts';
import { compileRule } from './compile-rule.ts';
import { scalarOf } from './compile-test.ts';
import type { Rule } from './model.ts';
import { API_VERSION } from './schema.ts';
import { entryOf, kindOf } from './shape.ts';

export interface LoadedRules {
  /** In the order in which they run. Only to be used when `diagnostics` holds no error. */
  readonly rules: readonly Rule[];
  readonly diagnostics: readonly Diagnostic[];
}

const KINDS = ['Rule', 'RuleTest'];

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
  const { documents, diagnostics } = readYaml(source);
  if (documents.length === 0 && diagnostics.length === 0) diagnostics.push(emptyFile(source));
  const unreadable = new Set(diagnostics.map(({ span }) => span?.start));
  const rules = documents
    .filter((document) => checkKind(document, diagnostics) === 'Rule')
    .map((document) => compileRule(document, diagnostics));
  // What could not be read is not also wrong for what was read instead.
  const isEcho = ({ code, span }: Diagnostic) => code === 'InvalidField' && unreadable.has(span?.start);
  return { rules, diagnostics: diagnostics.filter((found) => !isEcho(found)).slice(0, MAX_FINDINGS) };
}

/** The documents of one kind in a file, and what is wrong with the file. */
export function documentsOfKind(
  source: Source,
  kind: string,
): { documents: YamlNode[]; diagnostics: Diagnostic[] } {
  const { documents, diagnostics } = readYaml(source);
  return {
    documents: documents.filter((document) => checkKind(document, diagnostics) === kind),
    diagnostics,
  };
}

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
  const header = `start with apiVersion: ${API_VERSION} and kind: Rule`;
  if (document.kind !== 'map')
    return report(`a rule is a mapping, this is ${kindOf(document)}`, document, '', header);
  const kind = scalarOf(document, 'kind');
  const node = entryOf(document, 'kind')?.value;
  // Nearly a rule: read as one, so that its other mistakes are told as well.
  const isOurs = scalarOf(document, 'apiVersion')?.text === API_VERSION;
  if (isOurs && suggest(kind?.text ?? 'Rule', KINDS) === 'Rule') return 'Rule';
  if (!kind)
    return report(
      'needs "kind"',
      { ...document, span: document.entries[0]?.keySpan ?? document.span },
      '',
      header,
    );
  if (KINDS.includes(kind.text)) return kind.text;
  const cure = kind.text === 'ConfigMap' ? 'give the file under its data: instead' : header;
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

function placeOf({ source, start }: Span): string {
  const { line, column } = lineColumn(source, start);
  return `${source.name}:${line}:${column}`;
}
