import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Checked } from './check-case.ts';
import { wellFormed } from './fuzz-case.ts';

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('second-readers.py', import.meta.url));

/** Whether this machine has the other readers: libxml2, Expat, PyYAML. */
export const hasSecondReaders =
  spawnSync(python, [script], { input: '{"xml": [], "yaml": []}' }).status === 0;

/** What is wrong with a document, in a line, and the document. */
export interface Problem {
  readonly message: string;
  readonly text: string;
}

/** Documents that wait to be read once more, by others than us. */
export interface SecondReaders {
  add(checked: Checked): void;
  /** Reads what was added since the last time. */
  read(): { readonly reads: number; readonly problems: readonly Problem[] };
}

export function createSecondReaders(): SecondReaders {
  let domains: (readonly [string, string])[] = [];
  let configs: { before: string; after: string; paths: readonly string[] }[] = [];
  return {
    add({ domain, cloudInit, paths }) {
      if (domain) domains.push(domain);
      if (!cloudInit) return;
      const [before, after] = cloudInit.map((text) => String(JSON.parse(text).UserData ?? ''));
      if (before?.startsWith('#cloud-config\n') && after?.startsWith('#cloud-config\n'))
        configs.push({ before, after, paths });
    },
    read() {
      const reads = domains.length + configs.length;
      if (!hasSecondReaders || reads === 0) return { reads: 0, problems: [] };
      const yaml = configs.flatMap(({ before, after }) => [wellFormed(before), wellFormed(after)]);
      const run = spawnSync(python, [script], {
        input: JSON.stringify({ xml: domains, yaml }),
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      if (run.status !== 0) throw new Error(`the second readers did not run: ${run.stderr}`);
      const said = JSON.parse(run.stdout) as {
        xml: (string | false | null)[];
        yaml: (Record<string, string> | null)[];
      };
      const problems = said.xml.flatMap((message, i) =>
        message ? [{ message, text: domains[i]?.[1] ?? '' }] : [],
      );
      for (const [i, { before, after, paths }] of configs.entries()) {
        const message = differenceOf(said.yaml[2 * i] ?? null, said.yaml[2 * i + 1] ?? null, paths);
        if (message !== undefined) problems.push({ message, text: JSON.stringify({ before, after }) });
      }
      domains = [];
      configs = [];
      return { reads, problems };
    },
  };
}

function differenceOf(
  before: Record<string, string> | null,
  after: Record<string, string> | null,
  paths: readonly string[],
): string | undefined {
  if (before === null) return undefined;
  if (after === null) return 'PyYAML does not read the edited user data';
  const written = paths
    .filter((path) => path.startsWith('userData '))
    .map((path) => path.slice('userData '.length));
  if (
    paths.some((path) => path.startsWith('cloudInitData')) ||
    written.some((path) => /^(""|\/\*|\/\$|\/\[)/.test(path))
  )
    return undefined;
  const names = written.map((path) => path.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~'));
  const isNamed = (key: string) =>
    names.some((name) => key === name || key === `'${name}'` || key === `"${name}"`);
  // A plain `no` or `0644` is another key to PyYAML than its text.
  const isPlain = (key: string) => key.startsWith("'") || key.startsWith('"');
  const other = [...new Set([...Object.keys(before), ...Object.keys(after)])].find(
    (key) => isPlain(key) && !isNamed(key) && before[key] !== after[key],
  );
  return other === undefined ? undefined : 'for PyYAML a member is different that no rule wrote';
}
