import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { OnDefineDomainParams } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { type RunningSidecar, start, tempFolder } from '../server/support.ts';
import { askInfo } from './client.ts';

export const MAIN = join(import.meta.dirname, '../../dist/main.js');

const fixture = (name: string) => join(import.meta.dirname, '../fixtures', name);

export const SMBIOS_RULE = fixture('smbios.yaml');
export const DOMAIN = readFileSync(fixture('domain.xml'));
export const VMI = readFileSync(fixture('vmi.json'));

/** Values of the VMI and of its domain: none of them may ever be in a log. */
const SECRETS = ['tank-you-very-much', 'Radical Edward', '<domain', '</'];

/** The message of an OnDefineDomain call for the fixture's VM. */
export function domainRequest(domainXML: Uint8Array = DOMAIN, vmi: Uint8Array = VMI): Uint8Array {
  return OnDefineDomainParams.encode({ domainXML, vmi }).finish();
}

/** src/main.ts as a process, with rules that edit the fixture's domain. */
export function startSidecar(
  t: TestContext,
  rules: string = SMBIOS_RULE,
  args: readonly string[] = [],
): RunningSidecar {
  const folder = tempFolder(t);
  return start(
    t,
    folder,
    [MAIN, '--version', 'v1alpha3', '--socket-dir', folder, '--rules', rules, ...args],
    {},
  );
}

const projectFolder = join(import.meta.dirname, '../..');

/** The Dockerfile's ENTRYPOINT: Node, its options, the program. */
export function entryPoint(): readonly string[] {
  const dockerfile = readFileSync(join(projectFolder, 'Dockerfile'), 'utf8');
  return JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
}

/** dist/main.js as a process, with the image's options of Node. */
export function startBundle(t: TestContext, rules: string): RunningSidecar {
  const folder = tempFolder(t);
  const program = [...entryPoint().slice(1, -1), join(projectFolder, 'dist/main.js')];
  const env = { UV_THREADPOOL_SIZE: '1', MALLOC_ARENA_MAX: '1' };
  return start(t, folder, [...program, '--version', 'v1alpha3', '--socket-dir', folder, '--rules', rules], {
    env,
  });
}

/** virt-launcher waits so long for Info, and asks once. */
export const MAX_INFO_MS = 1000;

/** That a sidecar lives, answers Info in time, has told no secret, and has met nothing that nobody foresaw. */
export async function assertWell(sidecar: RunningSidecar, socket: string): Promise<void> {
  const ms = await askInfo(socket);
  assert.ok(ms < MAX_INFO_MS, `Info took ${Math.round(ms)} ms`);
  assert.equal(sidecar.process.exitCode, null);
  assertDiscreet(sidecar.stderr());
  assert.doesNotMatch(sidecar.stderr(), /unexpected/);
}

/** That a log holds JSON lines only, and no value of the fixture's VM. */
export function assertDiscreet(log: string): void {
  for (const line of log.split('\n')) if (line !== '') JSON.parse(line);
  for (const secret of SECRETS) assert.ok(!log.includes(secret), `the log has "${secret}"`);
}
