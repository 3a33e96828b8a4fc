import { KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { didYouMean } from '../text/suggest.ts';
import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { compileCondition } from './compile-source.ts';
import { scalarOf } from './compile-test.ts';
import { type Context, report } from './context.ts';
import type { Outcome, Rule } from './model.ts';
import { toPlain } from './plain-data.ts';
import type { CloudInitCase, ExpectedResult, ExpectedText, RuleCase, RuleTest } from './rule-test-model.ts';
import { ruleTestShape } from './rule-test-schema.ts';
import { checkShape, entryOf } from './shape.ts';

/**
 * A RuleTest from its document; what is wrong with it is added to `diagnostics`. Its XPaths know the prefixes of the
 * `rules` under test. `isWhole`: these are all of them, and a result of none of them is a mistake.
 */
export function compileRuleTest(
  node: YamlNode,
  diagnostics: Diagnostic[],
  rules: readonly Rule[] = [],
  isWhole = false,
): RuleTest {
  const context: Context = {
    rule: undefined,
    field: 'spec',
    variables: new Map(),
    namespaces: namespacesOf(rules),
    capabilities: new Set(),
    diagnostics,
  };
  checkShape(node, ruleTestShape, '', (message, span, field, hint) =>
    report({ ...context, field }, 'InvalidField', message, span, hint),
  );
  const spec = entryOf(node, 'spec')?.value;
  return {
    name: scalarOf(entryOf(node, 'metadata')?.value, 'name')?.text ?? '',
    rules: rulePathsOf(node).map(({ text }) => text),
    cases: itemsOf(spec, 'cases').map((item, i) => {
      const inner = { ...context, field: `spec.cases[${i}]` };
      if (isWhole) checkResults(inner, item, new Set(rules.map(({ name }) => name)));
      return compileCase(inner, item);
    }),
  };
}

function checkResults(context: Context, node: YamlNode, names: ReadonlySet<string>): void {
  const result = entryOf(node, 'result')?.value;
  for (const { key, keySpan } of result?.kind === 'map' ? result.entries : []) {
    if (names.has(key)) continue;
    const message = `there is no rule "${key}" in these files${didYouMean(key, names)}`;
    report({ ...context, field: `${context.field}.result` }, 'InvalidField', message, keySpan);
  }
}

/** The rule files that a RuleTest names: they are read before the rest, which needs their prefixes. */
export function rulePathsOf(node: YamlNode): readonly YamlScalar[] {
  const spec = entryOf(node, 'spec')?.value;
  return itemsOf(spec, 'rules').flatMap((item) => (item.kind === 'scalar' ? [item] : []));
}

/** Without prefixes that two rules mean differently. */
function namespacesOf(rules: readonly Rule[]): ReadonlyMap<string, string> {
  const found = new Map(KNOWN_NAMESPACES);
  const declared = rules.flatMap(({ namespaces }) => [...namespaces]);
  for (const [prefix, uri] of declared) {
    const isOne = declared.every(([other, otherUri]) => other !== prefix || otherUri === uri);
    if (isOne) found.set(prefix, uri);
  }
  return found;
}

function compileCase(context: Context, node: YamlNode): RuleCase {
  const text = (key: string) => scalarOf(node, key)?.text;
  const vmi = entryOf(node, 'vmi')?.value;
  const kind = scalarOf(vmi, 'kind');
  if (kind?.text === 'VirtualMachine')
    report(
      { ...context, field: `${context.field}.vmi.kind` },
      'InvalidField',
      'a case takes the VMI; this is a VirtualMachine',
      kind.span,
      'give what stands under its spec.template: metadata and spec',
    );
  const error = scalarOf(node, 'error');
  const expect = itemsOf(node, 'expect').map((item, i) =>
    compileCondition({ ...context, field: `${context.field}.expect[${i}]` }, item),
  );
  const unchanged = scalarOf(node, 'expectUnchanged');
  return {
    name: text('name') ?? '',
    span: scalarOf(node, 'name')?.span ?? node.span,
    vmi: vmi ? toPlain(vmi) : {},
    domain: text('domain'),
    cloudInit: compileCloudInit(entryOf(node, 'cloudInit')?.value),
    result: entriesOf(node, 'result').map(
      ([rule, { text, span }]): ExpectedResult => ({ rule, outcome: text as Outcome, span }), // the shape allows no other word
    ),
    error: error && expectedText(error),
    expect: expect.filter((condition) => condition !== undefined),
    expectText: Object.fromEntries(
      entriesOf(node, 'expectText').map(([part, scalar]) => [part, expectedText(scalar)]),
    ),
    expectUnchanged: unchanged?.value === true ? unchanged.span : undefined,
  };
}

function expectedText({ text, span }: YamlScalar): ExpectedText {
  return { text, span };
}

function compileCloudInit(node: YamlNode | undefined): CloudInitCase | undefined {
  if (!node) return undefined;
  const metaData = entryOf(node, 'metaData')?.value;
  return {
    dataSource: scalarOf(node, 'dataSource')?.text === 'ConfigDrive' ? 'ConfigDrive' : 'NoCloud',
    userData: scalarOf(node, 'userData')?.text ?? '',
    networkData: scalarOf(node, 'networkData')?.text ?? '',
    metaData: metaData ? toPlain(metaData) : {},
  };
}

function itemsOf(node: YamlNode | undefined, key: string): readonly YamlNode[] {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'list' ? value.items : [];
}

function entriesOf(node: YamlNode, key: string): [string, YamlScalar][] {
  const value = entryOf(node, key)?.value;
  if (value?.kind !== 'map') return [];
  return value.entries.flatMap(({ key, value: inner }): [string, YamlScalar][] =>
    inner.kind === 'scalar' ? [[key, inner]] : [],
  );
}
