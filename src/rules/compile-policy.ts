import { CAPABILITIES, KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { compilePointer } from './compile-pointer.ts';
import { listOf } from './compile-selector.ts';
import { scalarOf } from './compile-test.ts';
import { at, type Context, report } from './context.ts';
import type { DomainPath, DomainStep, Limits, PointerPath, Policy, PolicyPart } from './policy-model.ts';
import { policyShape } from './policy-schema.ts';
import { checkShape, entryOf } from './shape.ts';
import { literalText } from './template.ts';

/** The fields of Go's struct: a misspelt one would deny nothing. */
const CLOUD_INIT_FIELDS = [
  'UserData',
  'NetworkData',
  'NoCloudMetaData',
  'ConfigDriveMetaData',
  'DataSource',
  'VolumeName',
  'DevicesData',
];

/**
 * One policy from its document. Everything that is wrong with it is added to `diagnostics`; what comes back is only fit
 * for use when nothing was added. `untrustable`: files that a VM's owner chooses, so that no folder of theirs is trusted.
 */
export function compilePolicy(
  node: YamlNode,
  untrustable: readonly string[],
  diagnostics: Diagnostic[],
): Policy {
  const spec = entryOf(node, 'spec')?.value;
  const name = scalarOf(entryOf(node, 'metadata')?.value, 'name');
  const context: Context = {
    rule: undefined,
    field: 'spec',
    variables: new Map(),
    namespaces: KNOWN_NAMESPACES,
    capabilities: new Set(),
    diagnostics,
  };
  checkShape(node, policyShape, '', (message, span, field, hint) =>
    report({ ...context, field }, 'InvalidField', message, span, hint),
  );
  const span = name?.span ?? node.span;
  const pointers = (part: PolicyPart) =>
    limitsOf(context, spec, part, span, (inner, scalar) => compilePolicyPointer(inner, scalar, part));
  return {
    name: name?.text ?? '',
    span,
    capabilities: new Set(
      CAPABILITIES.filter((capability) => listOf(spec, 'capabilities').includes(capability)),
    ),
    capabilitiesSpan: entryOf(spec, 'capabilities')?.keySpan ?? span,
    domain: limitsOf(context, spec, 'domain', span, compileDomainPath),
    userData: pointers('userData'),
    networkData: pointers('networkData'),
    metaData: pointers('metaData'),
    cloudInitData: pointers('cloudInitData'),
    trusted: trustedOf(at(context, 'trusted'), entryOf(spec, 'trusted')?.value, untrustable),
  };
}

function limitsOf<P>(
  context: Context,
  spec: YamlNode | undefined,
  part: string,
  span: Span,
  compile: (context: Context, scalar: YamlScalar) => P | undefined,
): Limits<P> {
  const section = entryOf(spec, part)?.value;
  const paths = (key: 'allow' | 'deny') => {
    const value = entryOf(section, key)?.value;
    if (value?.kind !== 'list') return undefined;
    return value.items.flatMap((item, i) => {
      const inner = at(at(at(context, part), key), i);
      return item.kind === 'scalar' ? (compile(inner, item) ?? []) : [];
    });
  };
  return {
    allow: paths('allow'),
    allowSpan: entryOf(section, 'allow')?.keySpan ?? span,
    deny: paths('deny') ?? [],
  };
}

function compileDomainPath(context: Context, scalar: YamlScalar): DomainPath | undefined {
  const { text, span } = scalar;
  const found = /^((?:\/(?:\*|(?:[\w.-]+:)?[A-Za-z_][\w.-]*))+)(?:\/@([A-Za-z_][\w.-]*))?$/.exec(text);
  const problem = (message: string, hint: string) => {
    report(context, 'InvalidXPath', message, span, hint);
    return undefined;
  };
  if (!found?.[1])
    return problem(
      'the path of a policy is element names from /domain, * for any one, and @name at the end',
      'leave tests and // out: /domain/devices/disk/driver/@cache',
    );
  const steps: DomainStep[] = [];
  for (const step of found[1].slice(1).split('/')) {
    const [, prefix, local = ''] = /^(?:([^:]*):)?(.*)$/.exec(step) ?? [];
    const namespace = prefix === undefined ? null : KNOWN_NAMESPACES.get(prefix);
    if (namespace === undefined)
      return problem(`the prefix "${prefix}" is not known here`, 'a policy knows qemu and kubevirt');
    steps.push(local === '*' ? '*' : { local, namespace });
  }
  const [root] = steps;
  if (root === '*' || root?.local !== 'domain' || root.namespace !== null)
    return problem('the path starts at the root, /domain', `for example /domain${text}`);
  return { text, span, steps, attribute: found[2] };
}

function compilePolicyPointer(
  context: Context,
  scalar: YamlScalar,
  part: PolicyPart,
): PointerPath | undefined {
  const pointer = compilePointer(
    context,
    scalar,
    part === 'metaData' || part === 'networkData' ? part : 'wide',
  );
  if (!pointer) return undefined;
  const steps: (string | null)[] = [];
  for (const step of pointer.steps) {
    const key = step.kind !== 'key' ? undefined : step.key.length === 0 ? '' : literalText(step.key);
    if (step.kind === 'item' || key === '-') {
      report(context, 'InvalidPointer', 'a policy cannot tell list items apart', scalar.span, 'write "*"');
      return undefined;
    }
    if (step.kind === 'key' && key === undefined) return undefined; // a value in it was reported
    steps.push(key ?? null);
  }
  const [first] = steps;
  if (part === 'cloudInitData' && typeof first === 'string' && !CLOUD_INIT_FIELDS.includes(first)) {
    const guess = didYouMean(first, CLOUD_INIT_FIELDS);
    const known = `it has ${CLOUD_INIT_FIELDS.join(', ')}`;
    report(context, 'InvalidPointer', `CloudInitData has no "${first}"${guess}`, scalar.span, known);
    return undefined;
  }
  return { text: scalar.text, span: scalar.span, steps };
}

function trustedOf(
  context: Context,
  value: YamlNode | undefined,
  untrustable: readonly string[],
): readonly string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item, i) => {
    if (item.kind !== 'scalar') return [];
    const folder = item.text.replace(/\/+$/, '');
    const inner = at(context, i);
    if (!/^(\/(?!\.{1,2}(?:\/|$))[^/]+)+$/.test(folder)) {
      const hint = 'for example /etc/sidepatch/rules.d';
      report(inner, 'InvalidField', 'a trusted folder is an absolute path without ..', item.span, hint);
      return [];
    }
    const owned = untrustable.find((file) => file.startsWith(`${folder}/`));
    if (owned !== undefined) {
      const message = `this would trust ${owned}, where the VM's own ConfigMap is mounted`;
      report(inner, 'InvalidField', message, item.span, 'name a folder that only the platform fills');
      return [];
    }
    return [folder];
  });
}
