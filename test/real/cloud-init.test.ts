import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { type CloudInitCase, cloudConfigs, others } from './cloud-init-cases.ts';
import { networks } from './cloud-init-network-cases.ts';
import { debianPython, needs } from './requirements.ts';
import { projectFolder, run, succeed, temporaryFolder } from './run.ts';
import { patchedSeed, type Seed } from './seed.ts';

const skip = needs('cloud-init');

/** What cloud-init.py tells of a disk. */
interface Read {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly network: unknown;
  readonly parts: readonly string[];
  readonly config: unknown;
  readonly scripts: readonly string[];
  readonly log: readonly string[];
}

const cases: Readonly<Record<string, CloudInitCase>> = { ...cloudConfigs, ...others, ...networks };
const seeds = new Map<string, Seed>();
const folder = temporaryFolder('cloud-init');
const modules = join(projectFolder, '.cache/cloud-init');
const env = { ...process.env, PYTHONPATH: modules };
let read = new Map<string, Read>();

suite('Debian’s cloud-init', { skip }, () => {
  before(() => {
    succeed('test/real/cloud-init-package', [modules]);
    for (const [name, patching] of Object.entries(cases)) seeds.set(name, patchedSeed(patching));
    const disks = Object.entries(cases).map(([name, { source = 'NoCloud' }]) => ({
      source,
      files: seedOf(name),
    }));
    const told = succeed(debianPython, ['test/real/cloud-init.py'], { env, input: JSON.stringify(disks) });
    read = new Map((JSON.parse(told) as Read[]).map((one, at) => [Object.keys(cases)[at] ?? '', one]));
  });

  for (const [name, expected] of Object.entries(cases)) {
    test(`reads, field by field, what was meant: ${name}`, () => {
      const { config, scripts, parts, metadata, network, log } = readOf(name);
      assert.deepEqual(config, expected.config);
      assert.deepEqual(scripts, expected.scripts ?? []);
      assert.deepEqual(parts, expected.parts ?? ['text/cloud-config']);
      assert.deepEqual(network, expected.network ?? null);
      for (const [field, value] of Object.entries(expected.metadata ?? {}))
        assert.deepEqual(metadata[field], value);
      assert.equal(log.length, expected.log?.length ?? 0, log.join('\n'));
      for (const [at, line] of (expected.log ?? []).entries()) assert.match(log[at] ?? '', line);
    });
  }

  for (const name of Object.keys(cloudConfigs)) {
    test(`finds nothing wrong by its schema: ${name}`, () => {
      const { code, stderr, stdout } = schema(seedOf(name)['user-data'] ?? '');
      assert.equal(code, 0, stderr + stdout);
    });
  }

  test('would find something wrong by its schema', () => {
    assert.match(schema('#cloud-config\nusers: 5\n').stderr, /users: 5 is not of type/);
  });

  for (const [name, { source, netplan }] of Object.entries(networks)) {
    test(`writes a network configuration of it: ${name}`, () => {
      const isJson = source === 'ConfigDrive';
      const data = seedOf(name)[isJson ? 'openstack/latest/network_data.json' : 'network-config'] ?? '';
      const written = convert(data, isJson ? 'network_data.json' : 'yaml');
      for (const line of netplan) assert.ok(written.includes(line), `${line} is missing in\n${written}`);
    });
  }
});

function seedOf(name: string): Seed {
  return seeds.get(name) ?? assert.fail(`there is no case ${name}`);
}

function readOf(name: string): Read {
  return read.get(name) ?? assert.fail(`cloud-init told nothing of ${name}`);
}

function schema(userData: string) {
  const file = join(folder, 'user-data');
  writeFileSync(file, userData);
  return cloudInit('schema', '--config-file', file);
}

/** The netplan file that cloud-init writes. */
function convert(networkData: string, kind: 'yaml' | 'network_data.json'): string {
  const input = join(folder, 'network-config');
  writeFileSync(input, networkData);
  const output = join(folder, 'converted');
  mkdirSync(output, { recursive: true });
  const cards = ['--mac', 'eth0,02:00:00:00:00:01'];
  const { code, stderr } = cloudInit(
    'devel',
    'net-convert',
    '-p',
    input,
    '-k',
    kind,
    '-D',
    'debian',
    '-d',
    output,
    '-O',
    'netplan',
    ...cards,
  );
  assert.equal(code, 0, stderr);
  return readFileSync(join(output, 'etc/netplan/50-cloud-init.yaml'), 'utf8');
}

function cloudInit(...args: readonly string[]) {
  return run(debianPython, ['-m', 'cloudinit.cmd.main', ...args], { env });
}
