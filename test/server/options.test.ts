import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HELP } from '../../src/server/help.ts';
import { readOptions } from '../../src/server/options.ts';

test('without other options the defaults hold', () => {
  assert.deepEqual(readOptions(['--version', 'v1alpha2']), {
    kind: 'Run',
    version: 'v1alpha2',
    pluginSockets: [],
    rules: [],
    policies: [],
    socketFolder: '/var/run/kubevirt-hooks',
    logLevel: 'info',
  });
});

test('every option is read, in both spellings, and --rules may be repeated', () => {
  const args =
    '--version=v1alpha3 --rules a.yaml --rules=b --policy p.yaml --socket-dir /tmp/x --log-level debug';
  assert.deepEqual(readOptions(args.split(' ')), {
    kind: 'Run',
    version: 'v1alpha3',
    pluginSockets: [],
    rules: ['a.yaml', 'b'],
    policies: ['p.yaml'],
    socketFolder: '/tmp/x',
    logLevel: 'debug',
  });
});

test('with plugin sockets there need be no hook API', () => {
  const found = readOptions(['--plugin-socket', '/a.sock', '--plugin-socket=/b.sock']);
  assert.ok(found.kind === 'Run');
  assert.equal(found.version, undefined);
  assert.deepEqual(found.pluginSockets, ['/a.sock', '/b.sock']);
});

test('--check needs nothing else', () => {
  assert.deepEqual(readOptions(['--check', '/a.sock']), { kind: 'Check', socket: '/a.sock' });
});

const WRONG: Record<string, readonly [string, string]> = {
  'nothing at all': ['', '--version is missing: give the hook API, v1alpha1, v1alpha2 or v1alpha3'],
  'a version without a value': ['--version', '--version needs a value'],
  'an empty version': ['--version=', '--version needs a value'],
  'an option where a value is due': ['--version --rules a', '--version needs a value'],
  'a version that KubeVirt lacks': ['--version v2', '--version "v2" is not v1alpha1, v1alpha2 or v1alpha3'],
  'a misspelt version': [
    '--version v1alhpa3',
    '--version "v1alhpa3" is not v1alpha1, v1alpha2 or v1alpha3 (did you mean "v1alpha3"?)',
  ],
  'a version of a later release': [
    '--version v1alpha4',
    '--version "v1alpha4" is not v1alpha1, v1alpha2 or v1alpha3 (did you mean "v1alpha3"?)',
  ],
  'a version given twice': ['--version v1alpha1 --version v1alpha2', '--version is given twice'],
  'a misspelt option': ['--versoin v1alpha3', 'unknown option --versoin (did you mean "--version"?)'],
  'an option of a later release': ['--version v1alpha3 --metrics x', 'unknown option --metrics'],
  'an argument that is no option': [
    '--version v1alpha3 rules.yaml',
    'unexpected argument "rules.yaml"; rules are given with --rules PATH',
  ],
  'an unknown level': [
    '--version v1alpha3 --log-level inof',
    '--log-level "inof" is not debug, info, warn or error (did you mean "info"?)',
  ],
  'a name that every object has': ['--constructor x', 'unknown option --constructor'],
};

for (const [name, [line, message]] of Object.entries(WRONG)) {
  test(`${name} is refused in one line`, () => {
    assert.deepEqual(readOptions(line.split(' ').filter(Boolean)), { kind: 'Wrong', message });
  });
}

test('a line break in an argument cannot break the message', () => {
  const found = readOptions(['--version', 'v1\nalpha3']);
  assert.ok(found.kind === 'Wrong' && !found.message.includes('\n'));
});

test('--help wins over everything after it, and names every option', () => {
  for (const flag of ['--help', '-h']) assert.deepEqual(readOptions([flag, '--nonsense']), { kind: 'Help' });
  for (const option of ['--version', '--rules', '--socket-dir', '--log-level', '--help']) {
    assert.ok(HELP.includes(`${option} `) || HELP.includes(`${option}\n`), option);
  }
  assert.ok(HELP.split('\n').every((line) => line.length <= 100));
});
