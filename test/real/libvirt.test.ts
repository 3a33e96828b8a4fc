import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { boardMaker, domainXml, patchDomain } from './fixtures.ts';
import { define, driverFolder, qemuArguments } from './libvirt.ts';
import { needs } from './requirements.ts';
import { run, temporaryFolder } from './run.ts';

const SCHEMA = '/usr/share/libvirt/schemas/domain.rng';

const skip = needs('xmllint', 'libvirt schema', 'python gRPC');
const skipLibvirt = needs('libvirt');

suite('a domain patched by the built sidecar', { skip }, () => {
  let patched: Buffer;
  before(async () => {
    patched = await patchDomain();
  });

  test('differs from what virt-launcher sent in the edited element only', () => {
    const empty = '\t\t<baseBoard></baseBoard>\n';
    assert.ok(domainXml.includes(empty));
    const [head, tail] = domainXml.toString().split(empty);
    const text = patched.toString();
    assert.ok(text.startsWith(head ?? '') && text.endsWith(tail ?? ''), 'something else moved');
    const edited = text.slice(head?.length, text.length - (tail?.length ?? 0));
    assert.match(
      edited,
      /^\s*<baseBoard>\s*<entry name="manufacturer">Radical Edward<\/entry>\s*<\/baseBoard>\n$/,
    );
  });

  test('passes the schema wherever the unpatched one does', () => {
    assert.deepEqual(schemaErrors(domainXml), []);
    assert.deepEqual(schemaErrors(patched), []);
  });

  test('the schema check finds an element that libvirt does not know', () => {
    const unknown = Buffer.from(patched.toString().replace('<devices>', '<devices><flux/>'));
    assert.notDeepEqual(schemaErrors(unknown), []);
  });

  test('is defined by libvirt, which keeps the board maker', { skip: skipLibvirt }, () => {
    const stored = define(driverFolder(), patched);
    assert.match(stored, /<baseBoard>\s*<entry name='manufacturer'>Radical Edward<\/entry>\s*<\/baseBoard>/);
  });

  test('starts QEMU with the SMBIOS argument, the unpatched one without', { skip: skipLibvirt }, () => {
    const folder = driverFolder();
    const board = `-smbios 'type=2,manufacturer=${boardMaker}'`;
    assert.ok(qemuArguments(folder, patched).includes(board));
    assert.ok(!qemuArguments(folder, domainXml).includes('type=2'));
  });

  test('libvirt refuses what it would refuse in the cluster', { skip: skipLibvirt }, () => {
    const wrong = Buffer.from(patched.toString().replace('mode="sysinfo"', 'mode="sysinf"'));
    assert.throws(() => define(driverFolder(), wrong), /sysinf/);
  });
});

/** What libvirt's schema says against a domain, apart from two things that KubeVirt writes into every one. */
function schemaErrors(xml: Buffer): string[] {
  const path = join(temporaryFolder('schema'), 'domain.xml');
  const normalised = xml
    .toString()
    .replace(/\s*<(bios|baseBoard|chassis)><\/\1>/g, '')
    .replace(/(<source dev="[^"]*") name="[^"]*"/g, '$1');
  writeFileSync(path, normalised);
  const { code, stderr } = run('xmllint', ['--noout', '--relaxng', SCHEMA, path]);
  return code === 0 ? [] : stderr.trim().split('\n');
}
