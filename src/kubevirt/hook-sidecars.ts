import { Failure } from '../text/failure.ts';
import { applyEdit, openDocument, printDocument } from '../yaml/document.ts';
import { isMapping, type Json } from '../yaml/json.ts';
import { withEntryLikeLast } from './entry-like-last.ts';

/** The annotation of a VMI that names its hook sidecars: a JSON list, one container each. */
export const HOOK_SIDECARS = 'hooks.kubevirt.io/hookSidecars';

/** Where a rule file is mounted when nothing else is said: KubeVirt's documents use it, and the sidecar reads it. */
export const DEFAULT_HOOK_PATH = '/usr/bin/onDefineDomain';

/** One key of a ConfigMap, mounted as a file in a container of `image`. */
export interface RuleMount {
  readonly configMap: string;
  readonly key: string;
  readonly hookPath: string;
  readonly image: string;
}

/** Files and folders that the sidecar reads without being told. */
const KNOWN_PATHS =
  /^(?:\/usr\/bin\/(?:onDefineDomain|preCloudInitIso)|\/etc\/sidepatch\/rules\.d\/[^/.][^/]*)$/;

/** The value of the annotation with this one entry, on one line. */
export function hookSidecarsFor(mount: RuleMount): string {
  return JSON.stringify([entryFor(mount)]);
}

/** The same on lines that people can read and that a later change touches one of; `{"a": "b"}` stays on one. */
export function hookSidecarsOnLines(mount: RuleMount): string {
  const fields = Object.entries(entryFor(mount)).map(([key, value]) => `    "${key}": ${spaced(value)}`);
  return ['[', '  {', fields.join(',\n'), '  }', ']'].join('\n');
}

/** JSON on one line with spaces as people write them. */
function spaced(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (!isMapping(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${spaced(inner)}`)
    .join(', ')}}`;
}

function entryFor({ configMap, key, hookPath, image }: RuleMount): Record<string, Json> {
  return { image, args: argsFor(hookPath, []), configMap: { name: configMap, key, hookPath } };
}

/** What is there is kept; what the sidecar cannot do without is added. */
function argsFor(hookPath: string, given: readonly string[]): string[] {
  const version = given.some((arg) => /^--version(=|$)/.test(arg)) ? [] : ['--version', 'v1alpha3'];
  const named = KNOWN_PATHS.test(hookPath) || given.some((arg) => arg.endsWith(hookPath));
  return [...version, ...given, ...(named ? [] : ['--rules', hookPath])];
}

/** What a wish leaves open is as the entry that is there already has it. */
export type MountWish = Omit<RuleMount, 'image'> & {
  readonly image: string | undefined;
  /** A second sidecar beside one with another ConfigMap; otherwise that one gets this ConfigMap. */
  readonly isAdded: boolean;
};

/** The annotation's value (`line`: the same where lines would only be escapes), and the ConfigMap that the entry had before, if it was another one. */
export interface WithSidecar {
  readonly value: string;
  readonly line?: string;
  readonly replaced?: string;
}

/**
 * The annotation's value with the entry in it: the one that mounts this ConfigMap is brought up to date, else the one of
 * sidepatch, its other fields are kept; without one, an entry is added at the end, with `otherImage` where the wish
 * names none. Nothing to change: the same text. Otherwise the JSON's layout is kept.
 * Throws `InvalidDocument` when the value is no list of objects, when it has several sidecars of sidepatch and none with
 * this ConfigMap, or when another image mounts this ConfigMap already: KubeVirt makes a volume of the ConfigMap's name
 * for each, and Kubernetes refuses a pod with the same name twice.
 */
export function withSidecar(value: string | undefined, wish: MountWish, otherImage: string): WithSidecar {
  const fresh = { ...wish, image: wish.image ?? otherImage };
  if (value === undefined || value.trim() === '')
    return { value: hookSidecarsOnLines(fresh), line: hookSidecarsFor(fresh) };
  const entries = entriesOf(value);
  const document = openDocument(value, 'Json');
  const set = (path: readonly (string | number)[], content: Json) =>
    applyEdit(document, {
      op: 'set',
      path: path.map((key) => ({ kind: 'key', key: String(key) })),
      value: content,
    });
  const own = entries.findIndex(({ configMap }) => asObject(configMap)?.['name'] === wish.configMap);
  const at = own >= 0 || wish.isAdded ? own : ourEntry(entries, wish);
  const entry = entries[at];
  if (!entry) {
    return { value: withEntryLikeLast(value, entryFor(fresh)) };
  }
  const before = asObject(entry['configMap'])?.['name'];
  const replaced = own < 0 && typeof before === 'string' ? before : undefined;
  const image = imageFor(entry, wish);
  const given = Array.isArray(entry['args']) ? entry['args'].map(String) : [];
  const args = argsFor(wish.hookPath, given);
  set([at, 'image'], image);
  if (args.length > given.length) set([at, 'args'], args);
  set([at, 'configMap', 'name'], wish.configMap);
  set([at, 'configMap', 'key'], wish.key);
  set([at, 'configMap', 'hookPath'], wish.hookPath);
  return { value: printDocument(document), ...(replaced === undefined ? {} : { replaced }) };
}

/** Where sidepatch's only entry is, with whatever ConfigMap; -1 when there is none. */
function ourEntry(entries: readonly Record<string, unknown>[], wish: MountWish): number {
  const ours = entries.flatMap(({ image }, at) => (isOurs(image, wish.image) ? [at] : []));
  if (ours.length <= 1) return ours[0] ?? -1;
  throw new Failure(
    'InvalidDocument',
    `${HOOK_SIDECARS} has ${ours.length} sidecars of sidepatch, none with the ConfigMap "${wish.configMap}"`,
    'take out those that you no longer want, or add this one with --add',
  );
}

function isOurs(image: unknown, wanted: string | undefined): boolean {
  if (typeof image !== 'string') return false;
  const repository = repositoryOf(image);
  return repository === repositoryOf(wanted ?? '') || /(?:^|\/)sidepatch$/.test(repository);
}

function entriesOf(value: string): Record<string, unknown>[] {
  const cure = 'correct it first: it is a JSON list of objects';
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    throw new Failure('InvalidDocument', `the annotation ${HOOK_SIDECARS} is not JSON`, cure);
  }
  const entries = Array.isArray(list) ? list.map(asObject) : [undefined];
  if (entries.every((entry) => entry !== undefined)) return entries;
  throw new Failure('InvalidDocument', `the annotation ${HOOK_SIDECARS} is not a list of objects`, cure);
}

function imageFor({ image }: Record<string, unknown>, wish: MountWish): string {
  if (typeof image === 'string' && isOurs(image, wish.image ?? image)) {
    return wish.image ?? image;
  }
  throw new Failure(
    'InvalidDocument',
    `${typeof image === 'string' ? `the image ${image}` : "KubeVirt's own image"} has the ConfigMap "${wish.configMap}" mounted already, and two sidecars cannot mount the same one`,
    `take that entry out of ${HOOK_SIDECARS}, or give the ConfigMap another name`,
  );
}

/** An image's name without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>; // an object that is no list is a record of unknowns
}
