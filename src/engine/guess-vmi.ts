import { readVmiObject, type Vmi } from '../kubevirt/vmi.ts';
import type {
  Condition,
  DomainEdit,
  Loop,
  Pointer,
  Rule,
  SelectorLine,
  Source,
  Test,
  Variable,
} from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { globMatches } from '../text/glob.ts';
import { ANY_TEXT, guessForGlob, guessForTest, guessForVariable } from './guess-values.ts';
import { type Facts, readItems, readVariable } from './sources.ts';
import { passes } from './tests.ts';
import { fromJson, type Scope } from './values.ts';

/** What is made up for one annotation, label or field of the VMI. */
interface Slot {
  readonly path: readonly string[];
  readonly lines: { readonly test: Test; readonly isWanted: boolean }[];
  readonly variables: (Variable | Loop)[];
  readonly tests: (Test | undefined)[];
}

/** So many VMIs are made up for one rule. */
const MAX_VMIS = 4;

/**
 * Made-up VMIs that a rule is probably for: their names, labels, annotations and fields pass what the rule asks of each
 * of them, as far as a value that does could be guessed. Whether the rule applies is for the caller to find out.
 */
export function guessVmis(rule: Rule): Vmi[] {
  const slots = slotsOf(rule);
  const fields = (name: string) => fieldsOf(rule, name);
  const guesses = [...slots.values()].map((slot) => ({ slot, values: guessSlot(slot, fields) }));
  const made = new Map<string, unknown>();
  for (let i = 0; i < MAX_VMIS; i++) {
    let json = baseFor(rule);
    for (const { slot, values } of guesses)
      if (values.length > 0) json = withValue(json, slot.path, values[i % values.length]);
    made.set(JSON.stringify(json), json);
  }
  return [...made.values()].map(readVmiObject);
}

function slotsOf(rule: Rule): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  const slotAt = (path: readonly string[]) => {
    const key = JSON.stringify(path);
    const slot = slots.get(key) ?? { path, lines: [], variables: [], tests: [] };
    slots.set(key, slot);
    return slot;
  };
  const ofLine = (line: SelectorLine, isWanted: boolean) => {
    if (line.kind === 'label' || line.kind === 'annotation')
      slotAt(['metadata', `${line.kind}s`, line.key]).lines.push({ test: line.test, isWanted });
  };
  const ofCondition = (condition: Condition): void => {
    if (condition.kind === 'not') return;
    if (condition.kind === 'anyOf') return condition.conditions.slice(0, 1).forEach(ofCondition);
    const path = pathOf(behind(condition.source, rule));
    if (path) slotAt(path).tests.push(condition.test);
  };
  for (const line of rule.match) ofLine(line, true);
  for (const line of rule.exclude) ofLine(line, false);
  for (const variable of [...rule.loops, ...rule.variables, ...rule.domain.flatMap(loopOf)]) {
    const path = pathOf(variable.source);
    if (path) slotAt(path).variables.push(variable);
  }
  rule.when.forEach(ofCondition);
  return slots;
}

/** What a condition on a variable asks about, when the variable is nothing but read. */
function behind(source: Source, { variables }: Rule): Source {
  if (source.kind !== 'variable' || source.reference.length > 1) return source;
  const read = variables.find(({ name }) => name === source.reference[0]);
  return read && read.transforms.length === 0 ? read.source : source;
}

function loopOf(edit: DomainEdit): Loop[] {
  return 'loop' in edit && edit.loop ? [edit.loop] : [];
}

/** Where in the VMI a source reads; undefined when it reads elsewhere, or where depends on a value. */
function pathOf(source: Source): string[] | undefined {
  if (source.kind === 'annotation' || source.kind === 'label') {
    const isPlain = source.template.every((part) => typeof part === 'string');
    return isPlain ? ['metadata', `${source.kind}s`, source.key] : undefined;
  }
  return source.kind === 'vmi' ? plainPath(source.pointer) : undefined;
}

function plainPath({ steps }: Pointer): string[] | undefined {
  const keys = steps.map((step) => {
    const [key] = step.kind === 'key' && step.key.length === 1 ? step.key : [];
    return typeof key === 'string' ? key : undefined;
  });
  return keys.length > 0 && keys.every((key) => key !== undefined) ? keys : undefined;
}

/** Values that pass everything that is asked of this place alone; a value of the base comes first. */
function guessSlot({ path, lines, variables, tests }: Slot, fields: (name: string) => string[]): unknown[] {
  const texts = [
    ...lines.flatMap(({ test, isWanted }) => (isWanted ? guessForTest(test) : [])),
    ...tests.flatMap(guessForTest),
    ...variables.flatMap((variable) => guessForVariable(variable, fields(variable.name))),
    ...ANY_TEXT,
  ];
  const isText = path[0] === 'metadata';
  const values: unknown[] = isText ? texts : [valueAt(BASE, path), ...texts.flatMap(asJson)];
  return [...new Set(values)].filter((value) => {
    if (value === undefined) return false;
    const vmi = readVmiObject(withValue(BASE, path, value));
    const read = isText ? String(value) : undefined;
    if (lines.some(({ test, isWanted }) => passes(test, read) !== isWanted)) return false;
    if (tests.some((test) => !passes(test, fromJson(value)))) return false;
    return variables.every((variable) => isReadable(variable, vmi));
  });
}

function isReadable(variable: Variable | Loop, vmi: Vmi): boolean {
  const facts: Facts = { vmi, evaluate: () => false, read: () => [] };
  const nothing: Scope = new Map();
  try {
    const read =
      'index' in variable ? readItems(variable, facts, nothing) : readVariable(variable, facts, nothing);
    return 'value' in read;
  } catch (error) {
    if (error instanceof Failure) return error.code === 'MissingValue'; // other variables are not there yet
    throw error;
  }
}

function asJson(text: string): unknown[] {
  return /^[0-9]{1,9}$/.test(text) ? [Number(text), text] : [text, [text]];
}

/** The fields that a rule reads of a variable, found wherever something looks like a reference to one. */
function fieldsOf(rule: Rule, name: string): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.startsWith(`${name}.`)) found.add(value.split('.')[1] ?? '');
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value) && value.length > 1 && value[0] === name && typeof value[1] === 'string')
      found.add(value[1]);
    const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
    if (!isPlain) return value instanceof Map ? [...value.values()].forEach(visit) : undefined;
    for (const [key, inner] of Object.entries(value)) if (!OPAQUE.has(key)) visit(inner);
  };
  visit(rule);
  return [...found];
}

/** Parts of a rule that hold no references, and are large. */
const OPAQUE = new Set(['span', 'evaluable', 'expression', 'regex', 'select', 'start']);

const BASE = {
  metadata: { name: 'example', namespace: 'default', labels: {}, annotations: {} },
  spec: {
    domain: {
      cpu: { cores: 2, sockets: 1, threads: 1 },
      memory: { guest: '2Gi' },
      resources: { requests: { memory: '2Gi', cpu: '2' } },
      devices: {
        disks: [
          { name: 'myvolume', disk: { bus: 'virtio' } },
          { name: 'nocloud', disk: { bus: 'virtio' } },
        ],
        interfaces: [{ name: 'default', masquerade: {} }],
      },
    },
    networks: [{ name: 'default', pod: {} }],
    volumes: [{ name: 'nocloud', cloudInitNoCloud: { userData: '#cloud-config' } }],
  },
};

function baseFor(rule: Rule): unknown {
  const name = guessName(rule, 'name') ?? 'example';
  const namespace = guessName(rule, 'namespace') ?? 'default';
  const source = rule.match.find((line) => line.kind === 'dataSource');
  const isConfigDrive = source?.kind === 'dataSource' && source.anyOf[0] === 'ConfigDrive';
  const volume = {
    [isConfigDrive ? 'cloudInitConfigDrive' : 'cloudInitNoCloud']: { userData: '#cloud-config' },
  };
  return {
    metadata: { ...BASE.metadata, name, namespace },
    spec: { ...BASE.spec, volumes: [{ name: 'nocloud', ...volume }] },
  };
}

function guessName(rule: Rule, kind: 'name' | 'namespace'): string | undefined {
  const wanted = rule.match.flatMap((line) => (line.kind === kind ? line.globs : []));
  const unwanted = rule.exclude.flatMap((line) => (line.kind === kind ? line.globs : []));
  const guesses = [kind === 'name' ? 'example' : 'default', ...wanted.flatMap(guessForGlob), 'other'];
  return guesses.find(
    (guess) =>
      (wanted.length === 0 || wanted.some((glob) => globMatches(glob, guess))) &&
      !unwanted.some((glob) => globMatches(glob, guess)),
  );
}

function valueAt(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    json,
  );
}

/** A copy of the JSON with a value at a place; objects on the way are made, what is no object is replaced by one. */
function withValue(json: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(json) && /^[0-9]{1,2}$/.test(key))
    return json.with(Math.min(Number(key), json.length - 1), withValue(json[Number(key)], rest, value));
  const record = isRecord(json) ? json : {};
  return { ...record, [key]: withValue(record[key], rest, value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
