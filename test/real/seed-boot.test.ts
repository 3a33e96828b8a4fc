import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { noCloud } from '../engine/cloud-init-support.ts';
import { bytesOf, callFromPython } from './client.ts';
import { domainXml, SHUTDOWN, vmi } from './fixtures.ts';
import { boot } from './libvirt.ts';
import { needs } from './requirements.ts';
import { succeed, temporaryFolder } from './run.ts';
import { type CloudInitFields, imageOf, type Seed, seedOf } from './seed.ts';
import { startBundle } from './sidecar.ts';

const skip = needs('libvirt', 'guest', 'python gRPC', 'seed image');

const SCRIPT = '#!/bin/sh\necho "grüezi: $HOME, hunter2" >/etc/motd\n';
const NETWORK = 'version: 2\nethernets:\n  eth0: {dhcp4: yes} # uplink\n';

const RULES = `# A script is kept, the packages and the resolver come beside it.
apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: base}
spec:
  foreignUserData: Wrap
  userData: [{op: add, path: /packages/-, value: qemu-guest-agent}]
  networkData: [{op: add, path: /ethernets/*/nameservers/addresses/-, value: 10.0.0.53}]
  metaData: [{op: set, path: /hostname, value: "no"}]
`;

suite('a guest booted with the cloud-init disk that the built sidecar has patched', { skip }, () => {
  let seed: Seed = {};
  let seen = new Map<string, string>();
  let log = '';

  before(async () => {
    succeed('test/real/guest', ['.cache/guest']);
    const rules = join(temporaryFolder('rules'), 'base.yaml');
    writeFileSync(rules, RULES);
    const sidecar = startBundle(rules, '--log-level', 'debug');
    const [answer] = callFromPython(await sidecar.socket(), [
      {
        method: 'kubevirt.hooks.v1alpha3.Callbacks/PreCloudInitIso',
        request: {
          cloudInitData: Buffer.from(JSON.stringify(noCloud(SCRIPT, NETWORK))),
          cloudInitNoCloudSource: Buffer.from(JSON.stringify({ userData: SCRIPT, networkData: NETWORK })),
          vmi,
        },
      },
      { method: SHUTDOWN },
    ]);
    await sidecar.exited();
    log = sidecar.log();
    const data = JSON.parse(bytesOf(answer, 'cloudInitData').toString()) as CloudInitFields;
    const legacy = JSON.parse(bytesOf(answer, 'cloudInitNoCloudSource').toString());
    assert.deepEqual(legacy, { userData: data.UserData, networkData: data.NetworkData });
    seed = seedOf(data);
    seen = await boot(domainXml, { seed: imageOf(seed) });
  });

  test('sees every file of it, byte for byte', () => {
    const files = [...seen].filter(([name]) => name.startsWith('seed.'));
    assert.deepEqual(
      Object.fromEntries(files.map(([name, text]) => [name.slice('seed.'.length), decode(text)])),
      seed,
    );
  });

  test('sees the script, the package, the resolver and the name that were meant', () => {
    const userData = decode(seen.get('seed.user-data') ?? '');
    const encoded = /base64\n\n([A-Za-z0-9+/=\n]+?)\n--/.exec(userData)?.[1] ?? '';
    assert.equal(decode(encoded), SCRIPT);
    assert.match(userData, /\n#cloud-config\npackages:\n {2}- qemu-guest-agent\n/);
    assert.equal(
      decode(seen.get('seed.network-config') ?? ''),
      'version: 2\nethernets:\n  eth0: {dhcp4: yes, nameservers: {addresses: [10.0.0.53]}} # uplink\n',
    );
    assert.equal(JSON.parse(decode(seen.get('seed.meta-data') ?? ''))['local-hostname'], 'no');
  });

  test('has left nothing of it in the sidecar’s log, at its most talkative', () => {
    assert.match(log, /PreCloudInitIso method has been called/);
    assert.match(log, /added userData \/packages\/-/);
    assert.doesNotMatch(log, /hunter2|grüezi|tank-you|dhcp4|uplink/);
  });
});

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
