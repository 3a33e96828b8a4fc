import { KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
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
 * `rules` under test.
 */
export function compileRuleTest(
  node: YamlNode,
  diagnostics: Diagnostic[],
  rules: readonly Rule[] = [],
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
    rules: rulePathsOf(node),
    cases: itemsOf(spec, 'cases').map((item, i) =>
      compileCase({ ...context, field: `spec.cases[${i}]` }, item),
    ),
  };
}

/** The rule files that a RuleTest names: they are read before the rest, which needs their prefixes. */
export function rulePathsOf(node: YamlNode): string[] {
  const spec = entryOf(node, 'spec')?.value;
  return itemsOf(spec, 'rules').flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
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
