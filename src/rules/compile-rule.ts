import { CAPABILITIES, type Capability, KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import type { YamlNode } from '../yaml/located.ts';
import {
  compileMetaDataEdit,
  compileNetworkDataEdit,
  compilePatchOperation,
  compileUserDataEdit,
} from './compile-document.ts';
import { compileDomainEdit } from './compile-domain.ts';
import { compileSelector } from './compile-selector.ts';
import { compileCondition } from './compile-source.ts';
import { scalarOf } from './compile-test.ts';
import { compileLoop, compileVariable } from './compile-variable.ts';
import { at, type Context, report } from './context.ts';
import { type Condition, editsCloudInit, type Rule, type Source } from './model.ts';
import { ruleShape } from './schema.ts';
import { checkShape, entryOf } from './shape.ts';

/** Kubernetes' own rule for object names. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * One rule from its document. Everything that is wrong with it is added to `diagnostics`, all at once; what comes back
 * is only fit for use when nothing was added.
 */
export function compileRule(node: YamlNode, diagnostics: Diagnostic[]): Rule {
  const metadata = entryOf(node, 'metadata')?.value;
  const spec = entryOf(node, 'spec')?.value;
  const name = scalarOf(metadata, 'name');
  const capabilities = capabilitiesOf(spec);
  const context: Context = {
    rule: name?.text,
    field: 'spec',
    variables: new Map(),
    namespaces: namespacesOf(spec),
    capabilities: new Set(capabilities.keys()),
    diagnostics,
  };
  checkShape(node, ruleShape, '', (message, span, field, hint) =>
    report({ ...context, field }, 'InvalidField', message, span, hint),
  );
  if (name && !NAME.test(name.text)) {
    report(
      { ...context, field: 'metadata.name' },
      'InvalidField',
      `"${name.text}" cannot be a name`,
      name.span,
      'use lower case letters, digits and -, at most 63',
    );
  }
  checkNamespaces(context, spec);
  const loops = each({ ...context, cureOfLater: cureInLoop(spec) }, spec, 'forEach', compileLoop);
  const cureOfLater = (name: string) =>
    namesUnder(spec, 'variables').includes(name)
      ? `"${name}" is declared further down; move it up`
      : undefined;
  const variables = each({ ...context, cureOfLater }, spec, 'variables', compileVariable);
  const when = each(context, spec, 'when', compileCondition);
  const rule: Rule = {
    name: name?.text ?? '',
    description: scalarOf(spec, 'description')?.text,
    span: name?.span ?? node.span,
    match: compileSelector(at(context, 'match'), entryOf(spec, 'match')?.value),
    exclude: compileSelector(at(context, 'exclude'), entryOf(spec, 'exclude')?.value),
    loops,
    variables,
    when,
    domain: each(context, spec, 'domain', compileDomainEdit),
    userData: each(context, spec, 'userData', compileUserDataEdit),
    networkData: each(context, spec, 'networkData', compileNetworkDataEdit),
    metaData: each(context, spec, 'metaData', compileMetaDataEdit),
    cloudInitData: each(context, spec, 'cloudInitData', compilePatchOperation),
    capabilities,
    policies: [],
    namespaces: context.namespaces,
    foreignUserData: oneOf(scalarOf(spec, 'foreignUserData')?.text, ['Fail', 'Skip', 'Wrap']),
    failurePolicy: oneOf(scalarOf(spec, 'failurePolicy')?.text, ['Fail', 'Ignore']),
  };
  checkPhase(context, rule);
  return rule;
}

/** Of a variable that a loop needs although it is evaluated inside of it. */
function cureInLoop(spec: YamlNode | undefined): (name: string) => string | undefined {
  const own = new Set(namesUnder(spec, 'variables'));
  const [first = 'i'] = namesUnder(spec, 'forEach');
  return (name) =>
    own.has(name)
      ? `variables are evaluated inside of forEach; make "${name}" a loop of its own in front: forEach: [{name: ${name}, …}, {name: ${first}, …}]`
      : undefined;
}

/** The names of the variables or loops under a key. */
function namesUnder(spec: YamlNode | undefined, key: string): string[] {
  const value = entryOf(spec, key)?.value;
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.flatMap((item) => scalarOf(item, 'name')?.text ?? []);
}

function capabilitiesOf(spec: YamlNode | undefined): ReadonlyMap<Capability, Span> {
  const declared = entryOf(spec, 'capabilities')?.value;
  const found = new Map<Capability, Span>();
  if (declared?.kind !== 'list') return found;
  for (const item of declared.items) {
    const capability = CAPABILITIES.find((known) => item.kind === 'scalar' && item.text === known);
    if (capability) found.set(capability, item.span);
  }
  return found;
}

function each<T>(
  context: Context,
  spec: YamlNode | undefined,
  key: string,
  compile: (context: Context, node: YamlNode) => T | undefined,
): T[] {
  const value = entryOf(spec, key)?.value;
  if (!value) return [];
  const inner = at(context, key);
  if (value.kind !== 'list') return [compile(inner, value)].filter((item) => item !== undefined);
  return value.items.map((item, i) => compile(at(inner, i), item)).filter((item) => item !== undefined);
}

/** The prefixes that a rule's `spec` may use, with their namespaces: the built-in ones and its own. */
export function namespacesOf(spec: YamlNode | undefined): ReadonlyMap<string, string> {
  const declared = entryOf(spec, 'namespaces')?.value;
  if (declared?.kind !== 'map') return KNOWN_NAMESPACES;
  const namespaces = new Map(KNOWN_NAMESPACES);
  for (const { key, value } of declared.entries) if (value.kind === 'scalar') namespaces.set(key, value.text);
  return namespaces;
}

function checkNamespaces(context: Context, spec: YamlNode | undefined): void {
  const declared = entryOf(spec, 'namespaces')?.value;
  if (declared?.kind !== 'map') return;
  for (const { key, keySpan, value } of declared.entries) {
    const inner = at(at(context, 'namespaces'), key);
    if (!/^[A-Za-z_][\w.-]*$/.test(key) || /^xml/i.test(key)) {
      report(inner, 'InvalidField', `"${key}" cannot be a prefix`, keySpan, 'use letters, digits, _ and -');
    }
    if (value.kind === 'scalar' && value.text === '')
      report(inner, 'InvalidField', 'a namespace is never empty', value.span);
    const known = KNOWN_NAMESPACES.get(key);
    if (known !== undefined && value.kind === 'scalar' && value.text !== known) {
      report(inner, 'InvalidField', `"${key}" is ${known}`, value.span, 'leave this line out');
    }
  }
}

/** PreCloudInitIso runs before OnDefineDomain, and neither sees the other's document. */
function checkPhase(context: Context, rule: Rule): void {
  const sources = [
    ...[...rule.loops, ...rule.variables].map(({ source, field, span }) => ({ source, field, span })),
    ...rule.when.flatMap((condition) =>
      sourcesOf(condition).map((source) => ({ source, field: condition.field, span: condition.span })),
    ),
  ];
  const domain = sources.find(({ source }) => readsDomain(source));
  const inEdits = rule.domain.flatMap((edit) => ('loop' in edit && edit.loop ? [edit.loop] : []));
  const cloudInit = [...sources, ...inEdits].find(({ source }) =>
    ['userData', 'networkData', 'metaData'].includes(source.kind),
  );
  if (editsCloudInit(rule) && domain) {
    report(
      { ...context, field: domain.field },
      'WrongPhase',
      'cloud-init data is edited before there is a domain to read',
      domain.span,
      'read annotations, labels or vmi; or split the rule',
    );
  }
  if (rule.domain.length > 0 && cloudInit) {
    report(
      { ...context, field: cloudInit.field },
      'WrongPhase',
      'the domain is edited when cloud-init data is no longer there to read',
      cloudInit.span,
      'read annotations, labels or vmi; or split the rule',
    );
  }
}

function sourcesOf(condition: Condition): Source[] {
  switch (condition.kind) {
    case 'source':
      return [condition.source];
    case 'anyOf':
      return condition.conditions.flatMap(sourcesOf);
    case 'not':
      return sourcesOf(condition.condition);
  }
}

function readsDomain(source: Source): boolean {
  if (source.kind === 'firstFree') return source.taken.readsDocument;
  return source.kind === 'domain' && source.xpath.readsDocument;
}

function oneOf<const T extends string>(text: string | undefined, words: readonly [T, ...T[]]): T {
  return words.find((word) => word === text) ?? words[0];
}
