import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { type Block, readBlocks } from '../docs/markdown.ts';
import { debianPython, needs } from './requirements.ts';
import { type Outcome, projectFolder, run, temporaryFolder } from './run.ts';

// The hook scripts of docs/from-script-to-rule.md, run for real, against the rules that replace them.

const PAGE = 'docs/from-script-to-rule.md';
const blocks = readBlocks(PAGE);
const folder = temporaryFolder('hook-scripts');
const skip = needs('hook scripts');

interface Case {
  readonly script: string;
  /** What becomes of the script's own result when it is called again; undefined: it is called once. */
  readonly again?: 'changed' | 'no XML';
  /** An annotation with which the script's result is not what the rule makes of it. */
  readonly odd?: { readonly key: string; readonly value: string };
}

const cases: readonly Case[] = [
  { script: 'hugepages.py', again: 'changed' },
  { script: 'disk-cache.sh', again: 'no XML' },
  { script: 'watchdog.sh', again: 'changed' },
  { script: 'pins.sh', again: 'changed', odd: { key: 'example.com/pins', value: '0=2|d' } },
];

suite('hook scripts and their rules', { skip }, () => {
  test('each script of the page is here', () => {
    const shown = blocks.flatMap(({ notes }) => notes['script'] ?? []);
    assert.deepEqual(shown.sort(), [...cases.map(({ script }) => script), 'ssh-user.py'].sort());
  });

  for (const { script, again, odd } of cases) {
    test(`${script}: the rule makes the same of a domain`, () => {
      const made = runScript(script, vmi(), '--domain', EXAMPLE_DOMAIN);
      assert.equal(made.code, 0, made.stderr);
      assert.notEqual(contentOf(made.stdout), contentOf(EXAMPLE_DOMAIN));
      assert.equal(contentOf(applyRule(script, vmi(), EXAMPLE_DOMAIN).stdout), contentOf(made.stdout));
    });

    test(`${script}: called on its own result it breaks, and the rule does not`, () => {
      const once = runScript(script, vmi(), '--domain', EXAMPLE_DOMAIN).stdout;
      const twice = runScript(script, vmi(), '--domain', once).stdout;
      if (again === 'no XML') assert.throws(() => contentOf(twice));
      else assert.notEqual(contentOf(twice), contentOf(once));
      const byRule = applyRule(script, vmi(), EXAMPLE_DOMAIN).stdout;
      assert.equal(applyRule(script, vmi(), byRule).stdout, byRule);
    });

    if (!odd) continue;
    test(`${script}: ${odd.value} breaks the script, and is refused by the rule`, () => {
      const machine = vmi(odd);
      assert.notEqual(runScript(script, machine, '--domain', EXAMPLE_DOMAIN).code, 0);
      const { code, stderr } = applyRule(script, machine, EXAMPLE_DOMAIN);
      assert.equal(code, 1);
      assert.match(stderr, /InvalidValue: .* annotation example\.com\/pins/);
    });
  }
});

suite('ssh-user.py and its rule', { skip }, () => {
  const user = (name: string) => `#cloud-config\nusers:\n  - default\n  - name: ${name}\n`;

  test('make the same of user data that has neither users nor packages', () => {
    const byScript = userDataOf(vmi(), '#cloud-config\nhostname: db-1\n');
    assert.deepEqual(
      cloudConfig(applyUserData(vmi(), '#cloud-config\nhostname: db-1\n')),
      cloudConfig(byScript),
    );
  });

  test("the script loses a VM's own user, the rule keeps it", () => {
    const names = (text: string) =>
      (cloudConfig(text)['users'] as (string | { name: string })[]).map((one) =>
        typeof one === 'string' ? one : one.name,
      );
    assert.deepEqual(names(userDataOf(vmi(), user('anna'))), ['default', 'operator']);
    assert.deepEqual(names(applyUserData(vmi(), user('anna'))), ['default', 'anna', 'operator']);
  });

  test('a comma in a key makes two of it in the script, and one by the rule', () => {
    const odd = { key: 'example.com/ssh-key', value: 'ssh-ed25519 AAAA Anna, operator' };
    const keys = (text: string) =>
      (cloudConfig(text)['users'] as { ssh_authorized_keys: string[] }[])[1]?.ssh_authorized_keys;
    assert.deepEqual(keys(userDataOf(vmi(odd), '#cloud-config\n')), ['ssh-ed25519 AAAA Anna', 'operator']);
    assert.deepEqual(keys(applyUserData(vmi(odd), '#cloud-config\n')), [odd.value]);
  });
});

/** The VMI of the page, with another annotation. */
function vmi(odd?: { readonly key: string; readonly value: string }): string {
  const object = parse(textOf('file', 'hooks-vm.yaml'));
  if (odd) object.metadata.annotations[odd.key] = odd.value;
  return JSON.stringify(object);
}

function textOf(note: 'file' | 'script' | 'replaces', name: string): string {
  const found: Block | undefined = blocks.find(({ notes }) => notes[note] === name);
  assert.ok(found, `${PAGE} has no block with ${note}: ${name}`);
  return found.text;
}

/** As KubeVirt's shim calls a script. */
function runScript(
  script: string,
  machine: string,
  what: '--domain' | '--cloud-init',
  text: string,
): Outcome {
  const file = join(folder, script);
  writeFileSync(file, textOf('script', script));
  chmodSync(file, 0o755);
  const args = ['--vmi', machine, what, text];
  const empty = join(folder, 'empty');
  mkdirSync(empty, { recursive: true });
  return script.endsWith('.py') ? run(debianPython, [file, ...args]) : run(file, args, { cwd: empty });
}

function applyRule(script: string, machine: string, domain: string): Outcome {
  writeFileSync(join(folder, 'domain.xml'), domain);
  return sidepatch(script, machine, '--domain', join(folder, 'domain.xml'));
}

function userDataOf(machine: string, userData: string): string {
  const { code, stdout, stderr } = runScript(
    'ssh-user.py',
    machine,
    '--cloud-init',
    JSON.stringify({ UserData: userData }),
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).UserData;
}

function applyUserData(machine: string, userData: string): string {
  writeFileSync(join(folder, 'user-data'), userData);
  const { code, stdout, stderr } = sidepatch(
    'ssh-user.py',
    machine,
    '--user-data',
    join(folder, 'user-data'),
  );
  assert.equal(code, 0, stderr);
  return stdout;
}

function sidepatch(script: string, machine: string, ...more: readonly string[]): Outcome {
  writeFileSync(join(folder, 'rule.yaml'), textOf('replaces', script));
  writeFileSync(join(folder, 'vmi.json'), machine);
  const args = ['apply', '--rules', join(folder, 'rule.yaml'), '--vmi', join(folder, 'vmi.json'), ...more];
  return run(process.execPath, [join(projectFolder, 'dist/cli.js'), ...args]);
}

/** What PyYAML, and so cloud-init, reads: of a key that is there twice the last. */
function cloudConfig(text: string): Record<string, unknown> {
  const file = join(folder, 'read');
  writeFileSync(file, text);
  const program = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))';
  return JSON.parse(run(debianPython, ['-c', program, file]).stdout);
}

/**
 * A document as libvirt reads it: without comments, white space between elements, order of attributes, and order of
 * children of different names. Throws where it is not well-formed.
 */
function contentOf(xml: string): string {
  parseXml(xml.replace(/^<\?xml.*\?>\s*/, ''));
  const program = `
import sys, xml.etree.ElementTree as ET
def show(e, depth=0):
    pad = "  " * depth
    print(pad + e.tag, sorted(e.attrib.items()), (e.text or "").strip())
    for child in sorted(e, key=lambda c: c.tag):
        show(child, depth + 1)
show(ET.parse(sys.argv[1]).getroot())
`;
  const file = join(folder, 'read.xml');
  writeFileSync(file, xml);
  const { code, stdout, stderr } = run(debianPython, ['-c', program, file]);
  if (code !== 0) throw new Error(`${readFileSync(file, 'utf8').slice(0, 80)}: ${stderr}`);
  return stdout;
}
