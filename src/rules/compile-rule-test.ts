import { KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { YamlNode } from '../yaml/located.ts';
import { compileCondition } from './compile-source.ts';
import { scalarOf } from './compile-test.ts';
import { type Context, report } from './context.ts';
import type { Outcome } from './model.ts';
import { toPlain } from './plain-data.ts';
import type { CloudInitCase, RuleCase, RuleTest } from './rule-test-model.ts';
import { ruleTestShape } from './rule-test-schema.ts';
import { checkShape, entryOf } from './shape.ts';

/** A RuleTest from its document; what is wrong with it is added to `diagnostics`. */
export function compileRuleTest(node: YamlNode, diagnostics: Diagnostic[]): RuleTest {
  const spec = entryOf(node, 'spec')?.value;
  const context: Context = {
    rule: undefined,
    field: 'spec',
    variables: new Map(),
    namespaces: KNOWN_NAMESPACES,
    capabilities: new Set(),
    diagnostics,
  };
  checkShape(node, ruleTestShape, '', (message, span, field, hint) =>
    report({ ...context, field }, 'InvalidField', message, span, hint),
  );
  return {
    name: scalarOf(entryOf(node, 'metadata')?.value, 'name')?.text ?? '',
    rules: itemsOf(spec, 'rules').flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])),
    cases: itemsOf(spec, 'cases').map((item, i) =>
      compileCase({ ...context, field: `spec.cases[${i}]` }, item),
    ),
  };
}

function compileCase(context: Context, node: YamlNode): RuleCase {
  const text = (key: string) => scalarOf(node, key)?.text;
  const vmi = entryOf(node, 'vmi')?.value;
  const results = entryOf(node, 'result')?.value;
  const expect = itemsOf(node, 'expect').map((item, i) =>
    compileCondition({ ...context, field: `${context.field}.expect[${i}]` }, item),
  );
  const texts = entryOf(node, 'expectText')?.value;
  return {
    name: text('name') ?? '',
    vmi: vmi ? toPlain(vmi) : {},
    domain: text('domain'),
    cloudInit: compileCloudInit(entryOf(node, 'cloudInit')?.value),
    result: entriesOf(results).map(([rule, outcome]) => [rule, outcome as Outcome] as const), // the shape allows no other word
    error: text('error'),
    expect: expect.filter((condition) => condition !== undefined),
    expectText: Object.fromEntries(entriesOf(texts)),
    expectUnchanged: scalarOf(node, 'expectUnchanged')?.value === true,
  };
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

function entriesOf(node: YamlNode | undefined): [string, string][] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }): [string, string][] =>
    value.kind === 'scalar' ? [[key, value.text]] : [],
  );
}
