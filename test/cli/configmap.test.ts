import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { CONFIGMAP_HELP, configmap } from '../../src/cli/configmap.ts';
import { oneFile } from '../../src/cli/one-file.ts';
import { loadRules } from '../../src/rules/load.ts';
import { ruleText } from './rule-text.ts';
import { run, scratch } from './support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratch();
let files = 0;
const IMAGE = 'registry.example.com/sidepatch:0.1.0';

suite('configmap', () => {
  test('prints its help', () =>
    assert.deepEqual(run(configmap, '-h'), { code: 0, out: CONFIGMAP_HELP, err: '' }));

  test('prints a manifest that people can read, with the annotation above it', () => {
    const { code, out, err } = run(configmap, write('smbios.yaml', ruleText('smbios')), '--image', IMAGE);
    assert.equal(err, '');
    assert.equal(code, 0);
    assert.equal(
      out,
      `# The VM's annotation, at spec.template.metadata.annotations (sidepatch annotate writes it there):
#   hooks.kubevirt.io/hookSidecars: |-
#     [
#       {
#         "image": "${IMAGE}",
#         "args": ["--version", "v1alpha3"],
#         "configMap": {"name": "smbios-rules", "key": "rule.yaml", "hookPath": "/usr/bin/onDefineDomain"}
#       }
#     ]
apiVersion: v1
kind: ConfigMap
metadata:
  name: smbios-rules
data:
  rule.yaml: |
${ruleText('smbios').replace(/^/gm, '    ').trimEnd()}
`,
    );
  });

  test('every file of the catalogue comes back to the letter', () => {
    const rules = globSync(['rules/*.yaml', 'examples/*/rule.yaml'], { cwd: root });
    assert.ok(rules.length > 20);
    for (const file of rules) {
      const { code, out } = run(configmap, join(root, file), '--image', IMAGE);
      assert.equal(code, 0, file);
      assert.equal(parse(out).data['rule.yaml'], readFileSync(join(root, file), 'utf8'));
      assert.equal(parse(out).metadata.name.length <= 63, true);
    }
  });

  const rule = ruleText('a');
  const texts: Record<string, string> = {
    'without a last line break': rule.trimEnd(),
    'with blank lines at the end': `${rule}\n\n`,
    'with a blank line first': `\n${rule}`,
    'with spaces at the end of a line': rule.replace('sysinfo', 'sysinfo  '),
    'with a line of spaces': rule.replace('spec:', '   \nspec:'),
    'with CRLF': rule.replaceAll('\n', '\r\n'),
    'with a byte order mark': `\ufeff${rule}`,
    'with a comment of tabs': `#\ta\tb\n${rule}`,
    'with a tab at the start of a line': rule.replace('value: sysinfo', 'value: |\n        \tsysinfo'),
    'with letters of all kinds': `# äöü 漢字 🙂\n${rule}`,
    'with a line separator of Unicode': `# a\u2028b\u0085c\n${rule}`,
    'with quotes and backslashes': `# "\\n" '\n${rule}`,
    'with a document mark': `---\n${rule}...\n`,
  };
  for (const [name, text] of Object.entries(texts)) {
    test(`a file ${name} comes back to the letter`, () => {
      const { code, out, err } = run(configmap, write('rule.yaml', text), '--image', IMAGE);
      assert.equal(code, 0, err);
      assert.equal(parse(out).data['rule.yaml'], text);
      assert.equal(parse(out, { version: '1.1' }).data['rule.yaml'], text);
    });
  }

  test('several files become one key, in order, each under its name', () => {
    const a = write('a.yaml', ruleText('a').trimEnd());
    const b = write('b.yaml', `\ufeff# about b\n---\n${ruleText('b')}---\n${ruleText('b2')}...\n`);
    const c = write('c.yaml', `%YAML 1.2\n---\n${ruleText('c')}`);
    const { code, out, err } = run(configmap, a, b, c, '--image', IMAGE);
    assert.equal(code, 0, err);
    const { metadata, data } = parse(out);
    assert.equal(metadata.name, 'sidepatch-rules');
    const text: string = data['rule.yaml'];
    assert.deepEqual(
      [a, b, c].map((file) => text.includes(`# from ${file}\n`)),
      [true, true, true],
    );
    const { rules, diagnostics } = loadRules([{ name: 'all', text }]);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      rules.map(({ name }) => name),
      ['a', 'b', 'b2', 'c'],
    );
  });

  const endings: Record<string, string> = {
    'a block text without its line break': 'a: |\n  x',
    'a kept block text without its line break': 'a: |+\n  x',
    'a kept block text with blank lines': 'a: |+\n  x\n\n',
    'a folded text with a line of spaces': 'a: >+\n  x\n \n',
    'an end mark': 'a: x\n...',
    'comments only': '# nothing',
    'a directive': '%TAG ! !x\n---\na: b\n',
  };
  for (const [name, text] of Object.entries(endings)) {
    test(`a file with ${name} means the same when joined`, () => {
      const others = ['b: c\n', '%YAML 1.2\n---\nd: e\n', '# f\n---\ng: h\n'];
      const meaning = (all: string) =>
        parseAllDocuments(all).flatMap((document) => document.toJS() ?? []) as unknown[];
      for (const other of others) {
        for (const pair of [
          [text, other],
          [other, text],
        ]) {
          const joined = oneFile(pair.map((one, at) => ({ name: String(at), text: one })));
          assert.deepEqual(meaning(joined), pair.flatMap(meaning), joined);
        }
      }
    });
  }

  test('the whole catalogue fits into one key', () => {
    const { code, out } = run(configmap, join(root, 'rules'), '--name', 'all', '--image', IMAGE);
    assert.equal(code, 0);
    const { rules, diagnostics } = loadRules([{ name: 'all', text: parse(out).data['rule.yaml'] }]);
    assert.deepEqual(diagnostics, []);
    assert.ok(rules.length >= 22);
  });

  test('a broken rule prints its diagnostics and nothing else', () => {
    const { code, out, err } = run(configmap, write('bad.yaml', rule.replace('path', 'pth')));
    assert.deepEqual({ code, out }, { code: 1, out: '' });
    assert.match(
      err,
      /bad\.yaml:8:7: InvalidField: .*unknown field "pth" of "set" \(did you mean "path"\?\)/,
    );
  });

  test('two rules of one name are refused', () => {
    const { code, err } = run(configmap, write('x.yaml', rule), write('y.yaml', `${rule}# again\n`));
    assert.equal(code, 1);
    assert.match(err, /DuplicateRule/);
  });

  test('a file of tests only is refused', () => {
    const text =
      'apiVersion: sidepatch/v1alpha1\nkind: RuleTest\nmetadata: {name: a}\nspec: {rules: [a.yaml], cases: [{name: b}]}\n';
    const { code, err } = run(configmap, write('tests-only.yaml', text));
    assert.equal(code, 1);
    assert.match(err, /^sidepatch: there is no rule in /);
  });

  test('json has the manifest and the annotation', () => {
    const { out } = run(
      configmap,
      write('j.yaml', rule),
      '--image',
      IMAGE,
      '--namespace',
      'team-a',
      '--format',
      'json',
    );
    const { manifest, annotation } = JSON.parse(out);
    assert.deepEqual(manifest, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'j-rules', namespace: 'team-a' },
      data: { 'rule.yaml': rule },
    });
    assert.equal(annotation.name, 'hooks.kubevirt.io/hookSidecars');
    assert.equal(JSON.parse(annotation.value)[0].configMap.name, 'j-rules');
  });

  test('a path that the sidecar does not look at is named to it', () => {
    const { out } = run(configmap, write('p.yaml', rule), '--image', IMAGE, '--hook-path', '/rules/p.yaml');
    assert.match(out, /"args": \["--version", "v1alpha3", "--rules", "\/rules\/p\.yaml"\]/);
  });

  test('without --image the placeholder is told', () => {
    const { code, out, err } = run(configmap, write('i.yaml', rule));
    assert.equal(code, 0);
    assert.match(out, /"image": "registry\.example\.com\/sidepatch:latest"/);
    assert.match(err, /warning: .* is a placeholder: give the image that you pushed with --image\n$/);
  });

  test('tests of rules are left out, and that is noted', () => {
    const ruleTest =
      'apiVersion: sidepatch/v1alpha1\nkind: RuleTest\nmetadata: {name: a}\nspec: {rules: [a.yaml], cases: [{name: b}]}\n';
    const both = write(
      'both.yaml',
      `${ruleText('first')}---\n# about it\n${ruleTest}---\n${ruleText('last')}`,
    );
    const tests = write('only-tests.yaml', ruleTest);
    const { out, err } = run(configmap, both, tests, '--image', IMAGE, '--format', 'json');
    const text: string = JSON.parse(out).manifest.data['rule.yaml'];
    assert.equal(text, `${ruleText('first')}---\n${ruleText('last')}`);
    assert.equal(
      err,
      `note: ${both}: its RuleTest is left out of the ConfigMap\nnote: ${tests}: its RuleTest is left out of the ConfigMap\n`,
    );
    assert.match(run(configmap, both, tests, '--image', IMAGE).out, /^ {2}name: both-rules$/m);
  });

  test('rules too large for kubectl apply are told, rules too large for a ConfigMap refused', () => {
    const large = (name: string, size: number) =>
      write(`${name}.yaml`, `${ruleText(name)}#${'x'.repeat(size)}\n`);
    const one = run(configmap, large('l1', 300_000), '--image', IMAGE);
    assert.equal(one.code, 0);
    assert.match(one.err, /use kubectl apply --server-side/);
    const two = run(configmap, large('l2', 600_000), large('l3', 600_000), '--image', IMAGE);
    assert.deepEqual({ code: two.code, out: two.out }, { code: 1, out: '' });
    assert.match(
      two.err,
      /^sidepatch: the rules have 1200\d+ bytes together, and a ConfigMap holds 1048576; /,
    );
  });

  test('a file that is not there is a finding', () => {
    const { code, err } = run(configmap, '/nowhere.yaml');
    assert.equal(code, 1);
    assert.match(err, /^\/nowhere\.yaml: UnreadableFile: does not exist/);
  });

  test('reads standard input', () => {
    const script = `import { configmap } from '${root}src/cli/configmap.ts'; process.exitCode = configmap(['-', '--image', 'x']);`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      input: `\ufeff${rule}`,
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    assert.equal(parse(stdout).data['rule.yaml'], `\ufeff${rule}`);
    assert.equal(parse(stdout).metadata.name, 'a-rules');
  });
});

/** Each in a folder of its own, so that names do not meet. */
function write(name: string, text: string): string {
  const own = join(folder, String(files++));
  mkdirSync(own);
  writeFileSync(join(own, name), text);
  return join(own, name);
}
