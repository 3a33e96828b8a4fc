import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { before, suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { BROKEN, CLI, FAILING, RULE, sidepatch, VM, VMI, writeFiles } from './child.ts';
import { scratch } from './support.ts';

const folder = scratch();
const run = (args: string, input: string | Uint8Array = '', env = {}) =>
  sidepatch(args.split(' '), { folder, input, env });

before(() =>
  writeFiles(folder, {
    'maker.yaml': RULE,
    'failing.yaml': FAILING,
    'broken.yaml': BROKEN,
    'vmi.yaml': VMI,
    'vm.yaml': VM,
    'vmi.json': JSON.stringify({ metadata: { name: 'db-1', annotations: { 'example.com/maker': 'ACME' } } }),
    'rules/a.yaml': RULE,
    'domain.xml': '<domain><sysinfo><baseBoard/></sysinfo></domain>',
    'bad.xml': '<domain><hunter2></domain>',
    'latin1.yaml': Buffer.from('metadata: {name: "\xe4"}', 'latin1'),
    'bad-vmi.yaml': 'metadata: [hunter2\n',
    'pod.yaml': 'kind: Pod\nmetadata: {name: hunter2}\n',
    'two.yaml': `${VMI}---\n${VMI}`,
    'manifest.yaml': `kind: Secret\nstringData: {userdata: hunter2}\n---\n${VM.replace('labels: {app: db}\n    spec', 'annotations: {example.com/maker: ACME}\n    spec')}`,
    'empty.yaml': '',
  }),
);

suite('sidepatch apply', () => {
  test('prints the domain as the rules make it', () => {
    const { code, out, err } = run('apply --rules maker.yaml --vmi vmi.yaml');
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.equal(
      out,
      EXAMPLE_DOMAIN.replace(
        '<baseBoard></baseBoard>',
        '<baseBoard>\n\t\t\t<entry name="manufacturer">ACME</entry>\n\t\t</baseBoard>',
      ),
    );
  });

  test('reads JSON, a folder of rules and a domain of its own', () => {
    const { code, out } = run('apply --rules rules --vmi vmi.json --domain domain.xml');
    assert.equal(code, 0);
    assert.equal(
      out,
      '<domain><sysinfo><baseBoard><entry name="manufacturer">ACME</entry></baseBoard></sysinfo></domain>\n',
    );
  });

  test('reads the VMI, or the domain, from standard input', () => {
    assert.match(
      run('apply --rules maker.yaml --vmi - --diff', VMI).out,
      /^\+\t\t\t<entry name="manufacturer">ACME<\/entry>$/m,
    );
    assert.match(run('apply --rules maker.yaml --vmi vmi.yaml --domain -', '<domain/>').out, /ACME/);
    assert.match(run('apply --rules - --vmi vmi.yaml', RULE).out, /ACME/);
  });

  test('prints a difference, without colours where there is no terminal', () => {
    const { out } = run('apply --rules maker.yaml --vmi vmi.yaml --diff');
    assert.equal(
      out,
      `--- domain\tbefore
+++ domain\tafter
@@ -15,7 +15,9 @@
 \t\t\t<entry name="version"></entry>
 \t\t</system>
 \t\t<bios></bios>
-\t\t<baseBoard></baseBoard>
+\t\t<baseBoard>
+\t\t\t<entry name="manufacturer">ACME</entry>
+\t\t</baseBoard>
 \t\t<chassis></chassis>
 \t</sysinfo>
 \t<devices>
`,
    );
  });

  test('colours when told to, and never against NO_COLOR', () => {
    const colours = (env: Record<string, string>) =>
      run('apply --rules maker.yaml --vmi vmi.yaml --diff', '', env).out.includes('\u001b[');
    assert.equal(colours({ FORCE_COLOR: '1' }), true);
    assert.equal(colours({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    assert.equal(colours({}), false);
  });

  test('says what each rule did', () => {
    const { out } = run('apply --rules maker.yaml --vmi vmi.yaml --explain');
    assert.match(
      out,
      /^maker {2}Applied\n {2}spec\.domain\[0\] {2}added {4}\/domain\/sysinfo\/baseBoard\/entry = <entry name="manufacturer">ACME<\/entry>\n$/,
    );
  });

  test('says that nothing changes', () => {
    const { code, out, err } = run('apply --rules maker.yaml --vmi - --diff', '{"metadata": {}}');
    assert.deepEqual(
      { code, out, err },
      {
        code: 0,
        out: '',
        err: 'nothing changes\n  maker: Skipped: annotation example.com/maker is missing\n',
      },
    );
  });

  test('says why every rule is passed over without --diff, too', () => {
    const { code, out, err } = run('apply --rules maker.yaml --vmi -', '{"metadata": {}}');
    assert.deepEqual(
      { code, out, err },
      {
        code: 0,
        out: EXAMPLE_DOMAIN,
        err: 'nothing changes\n  maker: Skipped: annotation example.com/maker is missing\n',
      },
    );
  });

  test('a domain that is no XML is told with its file', () => {
    const { code, err } = run('apply --rules maker.yaml --vmi vmi.yaml --domain bad.xml');
    assert.equal(code, 1);
    assert.match(err, /^InvalidDocument: domain XML: .*; mend bad\.xml$/m);
    assert.doesNotMatch(err, /the caller/);
  });

  test('prints JSON for programs', () => {
    const { code, out } = run('apply --rules maker.yaml --vmi vmi.yaml --format json');
    assert.equal(code, 0);
    const { domain, ...rest } = JSON.parse(out);
    assert.match(domain, /ACME/);
    const path = '/domain/sysinfo/baseBoard/entry';
    assert.deepEqual(rest, {
      changed: true,
      rules: [
        {
          rule: 'maker',
          outcome: 'Applied',
          writes: [
            { field: 'spec.domain[0]', path, action: 'added' },
            { field: 'spec.domain[0]', path, action: 'set' },
          ],
        },
      ],
      diagnostics: [],
    });
  });

  test('a rule that fails ends with 1, its place, and no result', () => {
    const { code, out, err } = run('apply --rules maker.yaml --rules failing.yaml --vmi vmi.yaml');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.equal(
      err,
      `note: without --domain this is a sample domain with the disks myvolume and nocloud, not your VM
failing.yaml:6:7: NoMatch: rule failing, spec.domain[0]: /domain/nothing finds nothing; check the names, or write onNoMatch: Skip
6 |     - {op: replace, path: /domain/nothing, value: a}
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
`,
    );
  });

  test('a broken rule ends with 1 and every mistake', () => {
    const { code, out, err } = run('apply --rules broken.yaml --vmi vmi.yaml');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(
      err,
      /^broken\.yaml:6:38: InvalidField: .*\(did you mean "value"\?\)\n6 \|.*\n {2}\| {38}\^{4}\nbroken\.yaml:7:45: UnknownVariable: /,
    );
  });

  test('a domain that is none ends with 1 and is not quoted', () => {
    const { code, out, err } = run('apply --rules maker.yaml --vmi vmi.yaml --domain bad.xml');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /^InvalidDocument: domain XML: line 1, column \d+: /);
    assert.doesNotMatch(err, /hunter2/);
  });

  test('a reader that closes early is no error', async () => {
    const child = spawn(process.execPath, [CLI, 'apply', '--rules', 'maker.yaml', '--vmi', 'vmi.yaml'], {
      cwd: folder,
    });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (text) => {
      err += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual({ code, err }, { code: 0, err: '' });
  });
});

suite('the cloud-init data that stands in the VMI', () => {
  const rule = (edits: string) =>
    `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: r}\nspec:\n  ${edits}\n`;
  const TIMEZONE = 'userData: [{op: set, path: /timezone, value: UTC}]';
  const TITLE = 'domain: [{op: set, path: /domain/title, value: a}]';
  const vmi = (volume: object) =>
    JSON.stringify({ metadata: { name: 'a' }, spec: { volumes: [{ name: 'c', ...volume }] } });
  const PLAIN = vmi({ cloudInitNoCloud: { userData: '#cloud-config\npackages: [vim]\n' } });
  const apply = (edits: string, args: string, input = PLAIN) => {
    writeFiles(folder, { 'inline.yaml': rule(edits) });
    return run(`apply --rules inline.yaml --vmi -${args}`, input);
  };

  test('is what rules for user data are applied to', () => {
    const printed = '#cloud-config\npackages: [vim]\ntimezone: UTC\n';
    assert.deepEqual(apply(TIMEZONE, ''), { code: 0, out: printed, err: '' });
    const base64 = Buffer.from('#cloud-config\npackages: [vim]\n').toString('base64');
    assert.equal(apply(TIMEZONE, '', vmi({ cloudInitConfigDrive: { userDataBase64: base64 } })).out, printed);
    assert.match(
      apply(TIMEZONE, ' --diff').out,
      /^--- userData\tbefore\n.*\n@@ .* @@\n.*\n.*\n\+timezone: UTC\n$/,
    );
  });

  test('is CloudInitData where more of it is edited', () => {
    const { out } = apply(`${TIMEZONE}\n  metaData: [{op: set, path: /hostname, value: b}]`, '');
    const { UserData, NoCloudMetaData, VolumeName } = JSON.parse(out);
    assert.deepEqual(
      [UserData.includes('UTC'), NoCloudMetaData['local-hostname'], VolumeName],
      [true, 'b', 'c'],
    );
  });

  test('stays behind the domain where that is the result, which is told', () => {
    const { out, err } = apply(`${TIMEZONE}\n  ${TITLE}`, '');
    assert.match(out, /^<domain [\s\S]*<title>a<\/title>/);
    assert.equal(
      err,
      "note: 1 rule edits the VMI's cloud-init data, not printed here: add --diff, --explain or --format json\n",
    );
    const both = apply(`${TIMEZONE}\n  ${TITLE}`, ' --diff');
    assert.match(both.out, /^\+timezone: UTC$/m);
    assert.match(both.out, /^\+\t<title>a<\/title>$/m);
    assert.equal(both.err, '');
  });

  test('in a Secret it cannot be read, which is told', () => {
    const { code, out, err } = apply(
      `${TIMEZONE}\n  ${TITLE}`,
      '',
      vmi({ cloudInitNoCloud: { secretRef: { name: 's' } } }),
    );
    assert.equal(code, 0);
    assert.match(out, /<title>a/);
    assert.match(err, /not tried here: the user data is in the Secret s; add --user-data FILE/);
  });

  test('that is no base64 is wrong use, and not quoted', () => {
    const { code, err } = apply(TIMEZONE, '', vmi({ cloudInitNoCloud: { userDataBase64: 'hunter2!' } }));
    assert.equal(code, 2);
    assert.match(err, /^sidepatch: userDataBase64 of the cloud-init volume is no base64; see/);
  });

  test('gives way to data from an option', () => {
    writeFiles(folder, { 'user-data': '#cloud-config\na: b\n' });
    assert.equal(apply(TIMEZONE, ' --user-data user-data').out, '#cloud-config\na: b\ntimezone: UTC\n');
  });
});

suite('the VM that sidepatch apply is given', () => {
  test('of a VirtualMachine only the template counts, and what stays behind is named', () => {
    const { code, out, err } = run('apply --rules maker.yaml --vmi vm.yaml --explain');
    assert.equal(code, 0);
    assert.equal(
      out,
      'maker  Skipped\n  maker.yaml:5:15: variable maker: annotation example.com/maker is missing\n',
    );
    assert.equal(
      err,
      'note: only on the VirtualMachine itself, so not on its VMI: annotation example.com/maker; rules see what stands under spec.template.metadata\n',
    );
  });

  test('it may be one among other objects', () => {
    assert.match(run('apply --rules maker.yaml --vmi manifest.yaml').out, /ACME/);
    const list = JSON.stringify({
      kind: 'List',
      items: [{ kind: 'VirtualMachineInstance', metadata: { annotations: { 'example.com/maker': 'ACME' } } }],
    });
    assert.match(run('apply --rules maker.yaml --vmi -', list).out, /ACME/);
  });

  const WRONG: readonly { readonly name: string; readonly vmi: string; readonly says: string }[] = [
    { name: 'a file that is not there', vmi: 'nothing.yaml', says: 'nothing.yaml does not exist' },
    { name: 'a folder', vmi: 'rules', says: 'rules is a folder, not a file' },
    {
      name: 'an empty file',
      vmi: 'empty.yaml',
      says: 'empty.yaml is empty: give the VMI, for example from kubectl get vmi NAME -o yaml',
    },
    { name: 'broken YAML', vmi: 'bad-vmi.yaml', says: 'bad-vmi.yaml:1:11: is neither YAML nor JSON' },
    { name: 'another encoding', vmi: 'latin1.yaml', says: 'latin1.yaml is not valid UTF-8' },
    {
      name: 'another object',
      vmi: 'pod.yaml',
      says: 'pod.yaml holds no VMI: give one VirtualMachineInstance or VirtualMachine',
    },
    {
      name: 'several VMs',
      vmi: 'two.yaml',
      says: 'two.yaml holds 2 VMs: give one VirtualMachineInstance or VirtualMachine',
    },
  ];

  for (const { name, vmi, says } of WRONG) {
    test(`${name} is wrong use`, () => {
      const { code, out, err } = run(`apply --rules maker.yaml --vmi ${vmi}`);
      assert.deepEqual(
        { code, out, err },
        { code: 2, out: '', err: `sidepatch: ${says}; see sidepatch apply --help\n` },
      );
    });
  }
});
