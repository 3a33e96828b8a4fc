import {
  type CloudInitData,
  META_DATA_FIELDS,
  META_DATA_SPELLINGS,
  type MetaDataField,
} from '../kubevirt/cloud-init-data.ts';
import { fieldsOf } from '../kubevirt/go-json-names.ts';
import type { Rule } from '../rules/model.ts';
import {
  isLimited,
  type Limits,
  POLICY_PARTS,
  type PointerPath,
  type Policy,
} from '../rules/policy-model.ts';
import { Failure } from '../text/failure.ts';
import { type EditableDocument, readAt } from '../yaml/document.ts';
import { explicitTags } from '../yaml/explicit-tags.ts';
import { isMapping, type Json, type JsonMapping, sameJson } from '../yaml/json.ts';
import { openNetworkData } from '../yaml/network-data.ts';
import { openUserData, type UserData } from '../yaml/user-data.ts';
import { type Difference, differencesOf, refuseDifferences } from './policy-changes.ts';
import { notAllowed, unclear } from './policy-violation.ts';

/**
 * Throws PolicyViolation when a rule made something of the data that one of its policies does not let it. What counts is
 * what cloud-init reads before and after, and neither which field of the rule wrote it nor how it is spelt.
 */
export function refuseForbiddenData(rule: Rule, before: CloudInitData, after: CloudInitData): void {
  if (rule.policies.length === 0 || before === after) return;
  for (const policy of rule.policies) {
    refuseNewNames(policy, before, after);
    refuseUserData(policy, rule, before, after);
    refuseNetworkData(policy, before, after);
    refuseMetaData(policy, before, after);
    const { cloudInitData } = policy;
    if (isLimited(cloudInitData))
      refuseDifferences(policy, cloudInitData, 'cloud-init data', differencesOf(before, after));
  }
}

/**
 * A name that KubeVirt does not know is of no use, and what takes it for another one may be what reads the data next:
 * no part that is limited can be told from it.
 */
function refuseNewNames(policy: Policy, before: CloudInitData, after: CloudInitData): void {
  if (!POLICY_PARTS.some((part) => isLimited(policy[part]))) return;
  const isNew = (inside: MetaDataField | undefined, old: Json | undefined, now: Json | undefined) =>
    Object.keys(isMapping(now) ? now : {}).some(
      (name) => !fieldsOf(inside).includes(name) && memberOf(old, name) === undefined,
    );
  if (isNew(undefined, before, after) || META_DATA_FIELDS.some((f) => isNew(f, before[f], after[f])))
    throw unclear(policy, 'the cloud-init data gets a field that KubeVirt does not know');
}

function refuseUserData(policy: Policy, rule: Rule, before: CloudInitData, after: CloudInitData): void {
  const { userData: limits } = policy;
  const old = before['UserData'] ?? '';
  const now = after['UserData'] ?? '';
  if (!isLimited(limits) || sameJson(old, now)) return;
  const was = readUserData(policy, old, rule.foreignUserData);
  const is = readUserData(policy, now, 'Fail');
  // The first, a script beside the cloud-config: nothing around the cloud-config has a path that could allow it.
  if (was.kind === 'Foreign' || is.kind === 'Foreign' || !hasSameFrame(was, is))
    throw unclear(policy, 'user data changes outside of its cloud-config');
  if (!isSubset(codeIn(is), codeIn(was)))
    throw unclear(policy, 'user data is a Jinja template, and its code changes');
  if (!isSubset(explicitTags(is.document), explicitTags(was.document)))
    throw unclear(policy, 'user data gets YAML tags or directives');
  const differences = differencesOf(plainValueOf(was), plainValueOf(is));
  refuseMerging(policy, limits, differences);
  refuseDifferences(policy, limits, 'user data', differences);
}

/** How cloud-init combines the parts of user data reaches into keys that the parts before have written. */
function refuseMerging(
  policy: Policy,
  limits: Limits<PointerPath>,
  differences: readonly Difference[],
): void {
  for (const key of ['merge_how', 'merge_type']) {
    if (!differences.some(({ keys }) => keys[0] === key)) continue;
    if (!limits.allow?.some(({ steps }) => steps[0] === key))
      throw notAllowed(policy, `user data's ${key} reaches into all other keys, and`, limits);
  }
}

function readUserData(
  policy: Policy,
  text: Json,
  foreign: Rule['foreignUserData'],
): UserData | { readonly kind: 'Foreign' } {
  return judged(policy, 'user data becomes what is no cloud-config', () => {
    if (typeof text !== 'string') throw new Failure('InvalidDocument', 'is not text');
    return openUserData(text, foreign);
  });
}

function hasSameFrame({ frame: a }: UserData, { frame: b }: UserData): boolean {
  return a.before === b.before && a.after === b.after && a.encoding === b.encoding;
}

/** Everything that Jinja would act on, for a template that a patch brings as a whole. */
function codeIn({ document }: UserData): string[] {
  const { text } = document.state;
  return document.habits.isTemplate ? (text.match(/\{[{%#][^}]*\}*|^#.*template.*$/gim) ?? []) : [];
}

function isSubset(some: readonly string[], all: readonly string[]): boolean {
  const left = [...all];
  return some.every((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

function refuseNetworkData(policy: Policy, before: CloudInitData, after: CloudInitData): void {
  const { networkData: limits } = policy;
  const old = before['NetworkData'] ?? '';
  const now = after['NetworkData'] ?? '';
  if (!isLimited(limits) || sameJson(old, now)) return;
  const oldDocument = readNetworkData(policy, old);
  const document = readNetworkData(policy, now);
  if (!isSubset(explicitTags(document), explicitTags(oldDocument)))
    throw unclear(policy, 'network data gets YAML tags or directives');
  const [was] = readAt(oldDocument, []);
  const [is] = readAt(document, []);
  refuseDifferences(policy, limits, 'network data', differencesOf(was, is));
  // Beside other keys `network` is not gone into, but cloud-init may well do so.
  const below = [was, is].map((value) => (isMapping(value) ? value['network'] : undefined));
  if (below[0] !== undefined || below[1] !== undefined)
    refuseDifferences(policy, limits, 'network data', differencesOf(below[0] ?? was, below[1] ?? is));
}

function readNetworkData(policy: Policy, text: Json): EditableDocument {
  return judged(policy, 'network data becomes what cannot be read', () => {
    if (typeof text !== 'string') throw new Failure('InvalidDocument', 'is not text');
    return openNetworkData(text);
  });
}

function refuseMetaData(policy: Policy, before: CloudInitData, after: CloudInitData): void {
  const { metaData: limits } = policy;
  if (!isLimited(limits)) return;
  const fields = META_DATA_FIELDS.filter((field) => !sameJson(before[field], after[field]));
  if (fields.length === 0 && sameJson(before['DataSource'], after['DataSource'])) return;
  if (!sameJson(before['DataSource'], after['DataSource']))
    throw unclear(policy, 'the meta-data changes by names that are not its own');
  refuseDifferences(
    policy,
    limits,
    'meta-data',
    fields.flatMap((f) => spelledDifferences(f, before[f], after[f])),
  );
  for (const field of fields) {
    if (limits.allow && !sameJson(unknownIn(field, before[field]), unknownIn(field, after[field])))
      throw notAllowed(policy, 'this write of meta-data', limits);
  }
}

/** By the one spelling of rules; a name that is stored under two keys may differ in either. */
function spelledDifferences(
  field: MetaDataField,
  before: Json | undefined,
  after: Json | undefined,
): Difference[] {
  const spellings = META_DATA_SPELLINGS[field === 'ConfigDriveMetaData' ? 'ConfigDrive' : 'NoCloud'];
  return Object.entries(spellings).flatMap(([name, keys]) =>
    keys.flatMap((key) => differencesOf(memberOf(before, key), memberOf(after, key), [name])),
  );
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function unknownIn(field: MetaDataField, value: Json | undefined): JsonMapping {
  return Object.fromEntries(
    Object.entries(isMapping(value) ? value : {}).filter(([key]) => !fieldsOf(field).includes(key)),
  );
}

function plainValueOf({ document }: UserData): Json | undefined {
  return readAt(document, [])[0];
}

/** What cannot be read cannot be judged, so it is refused. */
function judged<T>(policy: Policy, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure && error.code !== 'LimitExceeded') throw unclear(policy, what);
    throw error;
  }
}
