import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import type { YamlNode } from '../yaml/located.ts';
import { readYaml } from '../yaml/read.ts';
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
  const diagnostics: Diagnostic[] = [];
  const rules: Rule[] = [];
  for (const source of sources) {
    const { documents, diagnostics: found } = readYaml(source);
    diagnostics.push(...found);
    if (documents.length === 0 && found.length === 0) diagnostics.push(emptyFile(source));
    for (const document of documents) {
      const kind = checkKind(document, diagnostics);
      if (kind === 'Rule') rules.push(compileRule(document, diagnostics));
    }
  }
  diagnostics.push(...duplicates(rules));
  return { rules, diagnostics };
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
    message: `there is already a rule of this name in ${other.span.source.name}`,
    hint: 'names are unique over all files',
    span,
  };
}
