import { parseAllDocuments } from 'yaml';
import type { RuleResult } from '../../src/engine/trace.ts';

/**
 * What is different in KubeVirt's CloudInitData and in no rule's trace, or why the new one cannot be; undefined when all
 * is well. Of documents inside only user data that is a plain cloud-config is taken apart.
 */
export function unforeseenCloudInitChange(
  before: string,
  after: string,
  results: readonly RuleResult[],
): string | undefined {
  const [old, now] = [JSON.parse(before), JSON.parse(after)] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const writes = results.flatMap((result) => result.writes);
  const parts = new Set(writes.map(({ path }) => path.split(' ')[0]));
  if (Object.keys(old).some((key) => !(key in now)) && !parts.has('cloudInitData')) return 'a field is gone';
  const isEmptied = !old['UserData'] && now['UserData'] === '#cloud-config\n';
  for (const key of Object.keys(now)) {
    if (JSON.stringify(old[key]) === JSON.stringify(now[key]) || parts.has('cloudInitData')) continue;
    const part = {
      UserData: 'userData',
      NetworkData: 'networkData',
      NoCloudMetaData: 'metaData',
      ConfigDriveMetaData: 'metaData',
    }[key];
    const isForeseen = (part !== undefined && parts.has(part)) || (key === 'UserData' && isEmptied);
    if (!isForeseen) return `${key} is different, and no rule says so`;
  }
  if (!now['UserData']) return 'the user data is empty';
  if (parts.has('cloudInitData')) return undefined;
  return unforeseenMember(
    String(old['UserData'] ?? ''),
    String(now['UserData']),
    writes.map(({ path }) => path),
  );
}

/** A member of the cloud-config that changed although no edit names it. */
function unforeseenMember(before: string, after: string, paths: readonly string[]): string | undefined {
  // At the end of a text without a last line break, `yaml` and PyYAML read block scalars differently; PyYAML is asked too.
  const isPlain = (text: string) =>
    /^#cloud-config\s*\n[\s\S]*\n$/.test(text) && !/[&*]\w|<<|^---|^%|!/m.test(text);
  if (!isPlain(before) || !isPlain(after)) return undefined;
  const [old, now] = [membersOf(before), membersOf(after)];
  if (!old) return undefined;
  if (!now) return 'user data that was a mapping is none any more';
  const written = paths
    .filter((path) => path.startsWith('userData '))
    .map((path) => path.slice('userData '.length));
  if (written.some((path) => /^(""|\/\*|\/\$|\/\[)/.test(path))) return undefined;
  const names = new Set(
    written.map((path) => path.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~')),
  );
  const isOther = [...new Set([...old.keys(), ...now.keys()])].some(
    (key) => !names.has(key) && old.get(key) !== now.get(key),
  );
  return isOther ? 'a member of the user data is different, and no rule says so' : undefined;
}

function membersOf(text: string): Map<string, string> | undefined {
  const [document, second] = parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: false,
    schema: 'failsafe',
    logLevel: 'error',
  });
  if (second || !document || !('contents' in document) || document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  if (value === null || value === '') return new Map();
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([key, member]) => [key, JSON.stringify(member)]));
}
