import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { falseConditions } from '../../src/engine/rule-case-conditions.ts';
import type { CloudInitData } from '../../src/kubevirt/cloud-init-data.ts';
import type { CatalogueCase } from './catalogue-cases.ts';
import { debianPython } from './requirements.ts';
import { projectFolder, run, succeed, temporaryFolder } from './run.ts';
import { type CloudInitFields, seedOf } from './seed.ts';

const modules = join(projectFolder, '.cache/cloud-init');
const folder = temporaryFolder('cloud-init');
const env = { ...process.env, PYTHONPATH: modules };

/** What cloud-init.py tells of a disk, as far as it is looked at here. */
interface Read {
  readonly config: unknown;
  readonly network: unknown;
  readonly log: readonly string[];
}

/** What a recipe's cloud-init data has to pass; each throws with what is wrong. */
export const cloudInitChecks: Readonly<
  Record<string, (changed: CatalogueCase, data: CloudInitData) => void>
> = {
  'cloud-init': (changed, result) => {
    const data = JSON.parse(JSON.stringify(result)) as CloudInitFields; // as it goes over the wire
    checkSchema(data, changed);
    checkNetwork(data);
    checkReading(changed, data);
  },
};

/** cloud-init's own `schema` finds nothing that it had not found before. It reads no multipart, and no empty config. */
function checkSchema({ UserData }: CloudInitFields, { testCase }: CatalogueCase): void {
  if (!UserData.startsWith('#cloud-config') || UserData.trim() === '#cloud-config') return;
  const found = schemaErrors(UserData);
  if (found.length === 0) return;
  const known = schemaErrors(testCase.cloudInit?.userData ?? '');
  assert.deepEqual(
    found.filter((line) => !known.includes(line)),
    [],
  );
}

function schemaErrors(userData: string): string[] {
  const { code, stdout, stderr } = cloudInit('schema', '--config-file', written('user-data', userData));
  return code === 0 ? [] : (stdout + stderr).trim().split('\n');
}

/** cloud-init makes a network configuration of it. */
function checkNetwork({ DataSource, NetworkData }: CloudInitFields): void {
  if (NetworkData === '') return;
  const kind = DataSource === 'noCloud' ? 'yaml' : 'network_data.json';
  const data = written('network-config', NetworkData);
  const made = ['-d', join(folder, 'made'), '-D', 'debian', '-O', 'netplan'];
  const cards = ['--mac', 'eth0,02:00:00:00:00:01', '--mac', 'storage,02:00:00:00:00:02'];
  const { code, stderr } = cloudInit('devel', 'net-convert', '-p', data, '-k', kind, ...made, ...cards);
  assert.equal(code, 0, stderr);
}

/** What the case promises of user data and network data holds in what cloud-init reads from the disk, too. */
function checkReading({ testCase, vmi, domain }: CatalogueCase, data: CloudInitFields): void {
  const source = data.DataSource === 'noCloud' ? 'NoCloud' : 'ConfigDrive';
  const input = JSON.stringify([{ source, files: seedOf(data) }]);
  const [read] = JSON.parse(succeed(debianPython, ['test/real/cloud-init.py'], { env, input })) as Read[];
  assert.ok(read);
  assert.deepEqual(
    read.log.filter((line) => !/empty cloud config/.test(line)),
    [],
  );
  const asRead: CloudInitData = {
    ...JSON.parse(JSON.stringify(data)),
    UserData: `#cloud-config\n${JSON.stringify(read.config)}\n`,
    // cloud-init turns OpenStack's format into its own.
    NetworkData: source === 'NoCloud' ? JSON.stringify(read.network ?? {}) : data.NetworkData,
  };
  const broken = falseConditions(testCase.expect, vmi, { domain, cloudInit: asRead });
  assert.deepEqual(
    broken.map(({ condition }) => condition.words),
    [],
  );
}

/** Brings Debian's cloud-init, which is not installed. */
export function bringCloudInit(): void {
  succeed('test/real/cloud-init-package', [modules]);
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function cloudInit(...args: readonly string[]) {
  return run(debianPython, ['-m', 'cloudinit.cmd.main', ...args], { env });
}
