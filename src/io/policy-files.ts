import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import type { Diagnostic } from '../text/diagnostic.ts';
import { joinRuleFiles, type RuleFiles, readRuleFiles } from './rule-files.ts';

/** Where the image, or a volume of the platform, has the policies that always count. */
export const DEFAULT_POLICY_FOLDER = '/etc/sidepatch/policy.d';

/**
 * All policy files of a sidecar: the policy folder, which may be absent, and whatever is added with --policy. The folder
 * is read in any case, because a VM's owner writes the sidecar's arguments. A folder that is there with nothing in it is
 * a diagnostic: something was mounted over the policies, or they were forgotten.
 */
export function collectPolicies(
  added: readonly string[],
  folder = DEFAULT_POLICY_FOLDER,
  mounted = mountPoints(),
): RuleFiles {
  const always = isThere(folder) ? readRuleFiles([folder], { missing: 'Refuse', folders: 'Read' }) : nothing;
  const doubtful = always.read.filter(({ path }) => mounted.has(path)).map(({ path }) => overMounted(path));
  return joinRuleFiles([
    { ...always, diagnostics: [...always.diagnostics, ...doubtful] },
    readRuleFiles(added, { missing: 'Refuse', folders: 'Read' }),
  ]);
}

/**
 * Whether a file really is below a folder, links resolved. What is mounted inside of the folder is not: `hookPath` and
 * `volumePath` in the hookSidecars annotation put a ConfigMap's key or a volume at any path, also into a folder of the
 * platform. The folder itself may be a mount.
 */
export function isReallyWithin(file: string, folder: string, mounted = mountPoints()): boolean {
  try {
    const real = realpathSync(file);
    const inside = `${realpathSync(folder)}/`;
    const isMounted = (at: string) => at.startsWith(inside) && `${real}/`.startsWith(`${at}/`);
    return real.startsWith(inside) && ![...mounted].some(isMounted);
  } catch {
    return false;
  }
}

/** Whether the name exists at all, be it as a link to nothing; what cannot be looked at counts as there. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** proc(5): the fifth field, with white space and backslashes as octal escapes. */
function mountPoints(): ReadonlySet<string> {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return new Set(lines.map((line) => unescaped(line.split(' ')[4] ?? '')));
  } catch {
    return new Set(); // not Linux
  }
}

function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

function overMounted(path: string): Diagnostic {
  return {
    code: 'UnreadableFile',
    severity: 'error',
    message: 'is a mount of its own, which could hide a policy of the platform',
    hint: 'mount the whole folder, and let no hookPath lead there',
    span: { source: { name: path, text: '' }, start: 0, end: 0 },
  };
}

const nothing: RuleFiles = { sources: [], diagnostics: [], read: [], passedOver: [] };
