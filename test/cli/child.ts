import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly folder?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `sidepatch` as a process of its own, with no terminal. Whatever happens, it shows no stack trace. */
export function sidepatch(
  args: readonly string[],
  { folder, input = '', env = {} }: Surroundings = {},
): Ended {
  const { PATH = '' } = process.env;
  const ended = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    input: Buffer.from(input),
    env: { PATH, ...env },
    ...(folder === undefined ? {} : { cwd: folder }),
    timeout: 30_000,
  });
  assert.doesNotMatch(ended.stdout + ended.stderr, /^\s+at |node:internal|unexpected error/m);
  assert.equal(ended.signal, null);
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

/** Writes files below a folder, by their paths. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export const RULE = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: maker}
spec:
  variables: [{name: maker, annotation: example.com/maker}]
  domain:
    - {op: set, path: "/domain/sysinfo/baseBoard/entry[@name='manufacturer']", value: $(maker)}
`;

export const FAILING = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: failing}
spec:
  domain:
    - {op: replace, path: /domain/nothing, value: a}
`;

export const BROKEN = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: broken}
spec:
  domain:
    - {op: set, path: /domain/title, valu: a}
    - {op: set, path: /domain/title, value: $(nothing)}
`;

export const VMI = `kind: VirtualMachineInstance
metadata:
  name: db-1
  annotations: {example.com/maker: ACME}
`;

export const VM = `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: db-1
  labels: {app: db}
  annotations: {example.com/maker: ACME, kubevirt.io/latest-observed-api-version: v1}
spec:
  template:
    metadata:
      labels: {app: db}
    spec: {domain: {}}
`;

export const RULE_TEST = `apiVersion: sidepatch/v1alpha1
kind: RuleTest
metadata: {name: maker}
spec:
  rules: [../maker.yaml]
  cases:
    - name: the maker is shown
      vmi: {metadata: {annotations: {example.com/maker: ACME}}}
      result: {maker: Applied}
      expect: [{domain: "//entry[@name='manufacturer' and . = 'ACME']"}]
    - name: no maker
      expectUnchanged: true
`;
