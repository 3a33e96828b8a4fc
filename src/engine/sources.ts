import type { Vmi } from '../kubevirt/vmi.ts';
import type { CloudInitPart, Condition, Loop, Source, Variable } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Stop } from '../xml/where-stops.ts';
import type { Resolve, XPath, XPathValue } from '../xml/xpath.ts';
import type { PointerStep } from '../yaml/pointer.ts';
import { naming } from './failures.ts';
import { asksForAll, followPointer, jsonTree } from './follow-pointer.ts';
import { bindPointer } from './pointers.ts';
import { allPass, passes } from './tests.ts';
import { transform } from './transforms.ts';
import {
  bindText,
  bindValue,
  fromJson,
  fromXPath,
  isNodes,
  isList as isValueList,
  lookUp,
  resolveIn,
  type Scope,
  type Value,
  wordsOfValue,
} from './values.ts';

/** What rules may read in one hook call. */
export interface Facts {
  readonly vmi: Vmi;
  evaluate(xpath: XPath, resolve: Resolve): XPathValue;
  /** Where an expression that finds nothing stops; absent where there is no document to look at. */
  whereStops?(xpath: XPath, resolve: Resolve): Stop | undefined;
  /** The values at a pointer into a part of the cloud-init data. */
  read(part: CloudInitPart, path: readonly PointerStep[]): unknown[];
}

/** A variable's value, or undefined with the reason when it is missing and the rule does not apply. */
export function readVariable(
  variable: Variable,
  facts: Facts,
  scope: Scope,
): { value: Value } | { missing: string } {
  return finish(variable, readNamed(variable, facts, scope), scope);
}

/** The same for a loop: one node is a list of one, also when transforms make a text of it. */
export function readItems(loop: Loop, facts: Facts, scope: Scope): ReturnType<typeof readVariable> {
  const found = readNamed(loop, facts, scope);
  const items = isNodes(found) ? found.nodes.map((node): Value => ({ nodes: [node] })) : found;
  return finish(loop, items, scope);
}

function readNamed({ name, source }: Variable, facts: Facts, scope: Scope): Value | undefined {
  try {
    return readSource(source, facts, scope);
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'LimitExceeded')) throw error;
    throw new Failure(error.code, `variable ${name}: ${error.message}`, error.hint);
  }
}

function finish(
  variable: Variable,
  read: Value | undefined,
  scope: Scope,
): { value: Value } | { missing: string } {
  const found = read ?? (variable.default && bindValue(variable.default, scope));
  if (found === undefined || found === null) {
    const what = `${describe(variable.source)} is missing`;
    if (variable.onMissing === 'Skip') return { missing: what };
    throw new Failure('MissingValue', what, 'set it on the VM, or give the variable a default');
  }
  const { must, transforms } = variable;
  const isAllowed = () => must === undefined || allPass(must, value);
  const from = variable.source.kind === 'value' ? '' : `, ${describe(variable.source)}`;
  const name = `variable ${variable.name}${from}`;
  const value = naming(name, () => transform(found, transforms, scope));
  if (value === null) return withoutPicked(variable, scope);
  if (!naming(name, isAllowed)) {
    throw new Failure(
      'InvalidValue',
      `${describe(variable.source)} is not what the rule's must allows`,
      'change it on the VM',
    );
  }
  return { value };
}

/** What `pick` does not find is missing; the default then is what it is. */
function withoutPicked(variable: Variable, scope: Scope): { value: Value } | { missing: string } {
  const value = variable.default && bindValue(variable.default, scope);
  if (value !== undefined && value !== null) return { value };
  const what = `variable ${variable.name} is missing in ${describe(variable.source)}`;
  if (variable.onMissing === 'Skip') return { missing: what };
  throw new Failure('MissingValue', what, 'set it on the VM, or give the variable a default');
}

export function conditionHolds(condition: Condition, facts: Facts, scope: Scope): boolean {
  switch (condition.kind) {
    case 'source':
      return naming(describe(condition.source), () =>
        passes(condition.test, readSource(condition.source, facts, scope)),
      );
    case 'anyOf':
      return condition.conditions.some((inner) => conditionHolds(inner, facts, scope));
    case 'not':
      return !conditionHolds(condition.condition, facts, scope);
  }
}

/** What a source gives; undefined when it is missing. */
export function readSource(source: Source, facts: Facts, scope: Scope): Value | undefined {
  switch (source.kind) {
    case 'annotation':
      return facts.vmi.annotations.get(bindText(source.template, scope));
    case 'label':
      return facts.vmi.labels.get(bindText(source.template, scope));
    case 'vmi':
      return fromJson(readPointer(facts.vmi.json, bindPointer(source.pointer, scope))) ?? undefined;
    case 'domain':
      return fromXPath(facts.evaluate(source.xpath, resolveIn(scope)));
    case 'userData':
    case 'networkData':
    case 'metaData': {
      const all = fromJson(facts.read(source.kind, bindPointer(source.pointer, scope)));
      const found = isValueList(all) ? all : [];
      // `*` asks for a list: one member is a list of one, so that a loop runs over members and not into one.
      const isList = found.length > 1 || source.pointer.steps.some(({ kind }) => kind === 'each');
      return isList && found.length > 0 ? found : (found[0] ?? undefined);
    }
    case 'value':
      return bindValue(source.value, scope);
    case 'variable':
      return lookUp(scope, source.reference);
    case 'firstFree':
      return firstFree(source, facts, scope);
  }
}

function firstFree(source: Extract<Source, { kind: 'firstFree' }>, facts: Facts, scope: Scope): Value {
  const found = fromXPath(facts.evaluate(source.taken, resolveIn(scope)));
  const taken =
    found === undefined ? [] : transform(isNodes(found) ? found : [found], [{ kind: 'unique' }], scope);
  const names = new Set(Array.isArray(taken) ? taken.map(String) : []);
  const free = source.names.find((name) => !names.has(name));
  if (free === undefined)
    throw new Failure('NoMatch', `no name from ${source.names[0]} to ${source.names.at(-1)} is free`);
  return free;
}

/** What a pointer finds in plain JSON; undefined when that is nothing. With `*` it is a list, also of one. */
export function readPointer(json: unknown, path: readonly PointerStep[]): unknown {
  const found = followPointer(json, path, jsonTree);
  return found.length > 1 || (found.length > 0 && asksForAll(path)) ? found : found[0];
}

function describe(source: Source): string {
  switch (source.kind) {
    case 'annotation':
    case 'label':
      return `${source.kind} ${source.key}`;
    case 'domain':
      return `domain ${source.xpath.text}`;
    case 'vmi':
    case 'userData':
    case 'networkData':
    case 'metaData':
      return `${source.kind} ${source.pointer.text}`;
    case 'value':
      return wordsOfValue(source.value);
    case 'variable':
      return `variable ${source.reference.join('.')}`;
    case 'firstFree':
      return 'a free name';
  }
}
