import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';

/** A rule file reaches the pod as one key of a ConfigMap, and Kubernetes lets a whole ConfigMap be 1 MiB. */
export const MAX_RULE_FILE_BYTES = 1024 * 1024;

export interface ReadOptions {
  /** Skip: a path that does not exist is passed over, and so is a folder without files. */
  readonly missing: 'Refuse' | 'Skip';
  /** Refuse: a hook file is expected, which Kubernetes makes a folder when the ConfigMap has no such key. */
  readonly folders: 'Refuse' | 'Read';
  /**
   * Local: a person's own disk, where a folder may hold other files beside rules, and advice about volumes would be
   * beside the point. Pod, the default: what is not read there would be missed by nobody, so it is refused.
   */
  readonly on?: 'Pod' | 'Local';
}

export interface RuleFiles {
  readonly sources: readonly Source[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was read and from where, in order, for the log. `sameAs`: the same bytes as that file, so not a source. */
  readonly read: readonly { readonly path: string; readonly bytes: number; readonly sameAs?: string }[];
  /** Files of a folder that are on a local disk that are called otherwise than `*.yaml` and `*.yml`, and so were not read. */
  readonly passedOver: readonly string[];
}

/**
 * Reads rule files. A path is a file, whatever it is called, or a folder, of which the visible files `*.yaml` and
 * `*.yml` are read in byte order of the names; symbolic links are followed, as ConfigMap mounts need, and sub-folders are
 * not entered. The same everywhere, so that `lint` reads what the sidecar reads; other files are passed over on a local
 * disk and refused in a pod. Never throws: a file that cannot be used is a diagnostic, and the others are read all the
 * same.
 */
export function readRuleFiles(paths: readonly string[], options: ReadOptions): RuleFiles {
  return joinRuleFiles(paths.map((path) => readPath(path, options)));
}

/** Puts several readings one after the other. Files with the same bytes as an earlier one are no second source. */
export function joinRuleFiles(parts: readonly RuleFiles[]): RuleFiles {
  const firstWith = new Map<string, string>();
  const sources: Source[] = [];
  const same = new Map<string, string>();
  for (const source of parts.flatMap((part) => part.sources)) {
    const first = firstWith.get(source.text);
    if (first === undefined) {
      firstWith.set(source.text, source.name);
      sources.push(source);
    } else if (first !== source.name) {
      same.set(source.name, first);
    }
  }
  const read = new Map<string, RuleFiles['read'][number]>();
  for (const file of parts.flatMap((part) => part.read)) {
    const sameAs = same.get(file.path);
    if (!read.has(file.path)) read.set(file.path, sameAs === undefined ? file : { ...file, sameAs });
  }
  return {
    sources,
    diagnostics: parts.flatMap((part) => part.diagnostics),
    read: [...read.values()],
    passedOver: parts.flatMap((part) => part.passedOver),
  };
}

function readPath(path: string, options: ReadOptions): RuleFiles {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) {
      if (options.missing === 'Skip') return nothing;
      return refused(
        path,
        'does not exist',
        options.on === 'Local' ? 'check the path' : 'check the path, and that its volume is mounted',
      );
    }
    if (!stats.isDirectory()) return readFile(path, stats);
    if (options.folders === 'Read') return readFolder(path, options);
    return refused(
      path,
      'is a directory: the ConfigMap has no such key',
      'check configMap.key in the hookSidecars annotation',
    );
  } catch (error) {
    return unreadable(path, error);
  }
}

function readFolder(folder: string, options: ReadOptions): RuleFiles {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const files = entries.flatMap((entry) => readEntry(folder, entry, options) ?? []);
  const found = joinRuleFiles(files);
  if (found.sources.length > 0 || found.diagnostics.length > 0) return found;
  const [other] = found.passedOver;
  if (other !== undefined) {
    const hint = `there is ${other}: call it *.yaml, or give the file itself`;
    return refused(folder, 'is a folder without .yaml or .yml files', hint);
  }
  if (options.missing === 'Skip') return nothing;
  const mounted =
    'a ConfigMap mounted here has no such key: check configMap.key in the hookSidecars annotation';
  return refused(
    folder,
    'is a folder without rule files',
    options.on === 'Local' ? 'put a rule file into it, called *.yaml' : mounted,
  );
}

function readEntry(folder: string, entry: Dirent, options: ReadOptions): RuleFiles | undefined {
  const path = join(folder, entry.name);
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return undefined;
    if (/\.ya?ml$/i.test(entry.name)) return readFile(path, stats);
    if (options.on === 'Local') return { ...nothing, passedOver: [path] };
    return refused(
      path,
      'is in a folder that is read, and is not called *.yaml or *.yml',
      'rename it, or take it out',
    );
  } catch (error) {
    return unreadable(path, error);
  }
}

function readFile(path: string, stats: Stats): RuleFiles {
  // Opening a pipe or a device could wait for ever, or never end.
  if (!stats.isFile())
    return refused(path, `is ${kindOf(stats)}, not a file`, 'give a rule file or a folder');
  if (stats.size > MAX_RULE_FILE_BYTES) return tooLarge(path, stats.size);
  const bytes = readFileSync(path);
  if (bytes.length > MAX_RULE_FILE_BYTES) return tooLarge(path, bytes.length);
  if (bytes.length === 0) return refused(path, 'is empty', 'write a rule into it, or remove it');
  const text = decodeUtf8(bytes);
  if (text === undefined) return refused(path, 'is not UTF-8 text', 'save it as UTF-8');
  if (text.startsWith('#!')) {
    return refused(
      path,
      'is a script; sidepatch runs none',
      'write a rule that does the same, see docs/from-script-to-rule.md',
    );
  }
  if (text.trim() === '')
    return refused(path, 'holds white space only', 'write a rule into it, or remove it');
  return {
    sources: [{ name: path, text }],
    diagnostics: [],
    read: [{ path, bytes: bytes.length }],
    passedOver: [],
  };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function tooLarge(path: string, bytes: number): RuleFiles {
  return refused(
    path,
    `is ${bytes} bytes long, over the limit of ${MAX_RULE_FILE_BYTES} (what a ConfigMap can hold)`,
    'split it into several rule files',
  );
}

function unreadable(path: string, error: unknown): RuleFiles {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const user = process.getuid?.() ?? 'unknown';
  switch (code) {
    case 'ENOENT':
      return refused(path, 'is a link to nothing', 'check the link, and that its volume is mounted');
    case 'ELOOP':
      return refused(path, 'is a link that leads back to itself', 'check the link');
    case 'EACCES':
    case 'EPERM':
      return refused(path, `may not be read by user ${user} (${code})`, 'make it readable by all');
    default:
      return refused(path, `cannot be read (${code})`, 'check the path and its volume');
  }
}

function refused(path: string, message: string, hint: string): RuleFiles {
  const span = { source: { name: path, text: '' }, start: 0, end: 0 };
  return { ...nothing, diagnostics: [{ code: 'UnreadableFile', severity: 'error', message, hint, span }] };
}

const nothing: RuleFiles = { sources: [], diagnostics: [], read: [], passedOver: [] };
