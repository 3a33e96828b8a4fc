import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { readWithPyYaml, withoutPyYaml } from '../yaml/pyyaml.ts';
import { loadErrors, makeCloudInit, makeDomain } from './injection-support.ts';

const WITH_V = 'variables: [{name: v, annotation: v}]\n';
const guarded = (must: string) => `variables: [{name: v, annotation: v, must: {matches: '${must}'}}]\n`;

const qemu = (xml: string) =>
  `capabilities: [QemuCommandLine]\ndomain: [{op: add, path: /domain/qemu:commandline, xml: '${xml}'}]`;

/** Each would let a value add options, files or commands. None may load unless something limits the value. */
const UNGUARDED: Readonly<Record<string, string>> = {
  'a whole argument of QEMU': qemu('<qemu:arg value="$(v)"/>'),
  'an option behind commas': qemu('<qemu:arg value="-device"/><qemu:arg value="e1000,netdev=n,mac=$(v)"/>'),
  'a text of fw_cfg': qemu('<qemu:arg value="-fw_cfg"/><qemu:arg value="name=opt/x,string=$(v)"/>'),
  'a file of fw_cfg': qemu('<qemu:arg value="name=opt/x,file=/var/run/kubevirt/$(v)"/>'),
  'an environment variable of QEMU': qemu('<qemu:env name="A" value="$(v)"/>'),
  'the name of an environment variable': qemu('<qemu:env name="$(v)" value="a"/>'),
  'an argument set by path':
    'capabilities: [QemuCommandLine]\ndomain: [{op: set, path: "/domain/qemu:commandline/qemu:arg[1]/@value", value: $(v)}]',
  'an argument from a list': `capabilities: [QemuCommandLine]\ndomain: [{op: add, path: /domain/qemu:commandline, forEach: {name: a, annotation: v, transforms: [{words: true}]}, xml: '<qemu:arg value="$(a)"/>'}]`,
  'a property of a device':
    'capabilities: [QemuCommandLine]\ndomain: [{op: set, path: "/domain/qemu:override/qemu:device/qemu:frontend/qemu:property[@name=$v]/@value", value: $(v)}]',
  'a command of runcmd': 'userData: [{op: add, path: /runcmd/-, value: "echo $(v)"}]',
  'a whole command of runcmd': 'userData: [{op: add, path: /runcmd/-, value: $(v)}]',
  'a command of bootcmd': 'userData: [{op: add, path: /bootcmd/0, value: "echo $(v)"}]',
  'a command for sh -c': 'userData: [{op: add, path: /runcmd/-, value: [sh, -c, "echo $(v)"]}]',
  'commands set as a list': 'userData: [{op: set, path: /runcmd, value: ["echo $(v)"]}]',
  'commands that are merged': 'userData: [{op: merge, path: "", value: {runcmd: [[sh, -c, "x $(v)"]]}}]',
  'an argument of a command': 'userData: [{op: set, path: /runcmd/0/2, value: "echo $(v)"}]',
  'the whole of the user data': 'cloudInitData: [{op: replace, path: /UserData, value: $(v)}]',
  'a part of the user data':
    'cloudInitData: [{op: replace, path: /UserData, value: "#cloud-config\\na: $(v)\\n"}]',
  'the whole of the network data':
    'cloudInitData: [{op: replace, path: /NetworkData, value: "version: $(v)"}]',
};

suite('a value that would become part of a command must be limited', () => {
  for (const [name, spec] of Object.entries(UNGUARDED)) {
    test(`${name} is refused without a limit`, () =>
      assert.match(loadErrors(WITH_V + spec).join('\n'), /UnguardedValue/));
    test(`${name} is taken with one`, () => {
      const limited = spec.replace(
        'transforms: [{words: true}]',
        'transforms: [{words: true}], must: {matches: "[a-z]+"}',
      );
      assert.deepEqual(loadErrors(guarded('[a-z]+') + limited), []);
    });
  }

  for (const [name, value] of Object.entries({
    'a comma and an option of QEMU': 'x,file=/etc/passwd',
    'two commas, which QEMU reads as one': 'x,,y',
    'a semicolon and a command': 'x; reboot',
    'a substitution': '$(reboot)',
    backticks: '`reboot`',
    'a line break and a command': 'x\nreboot',
    'a pipe': 'x|sh',
    'an option': '-monitor',
  })) {
    test(`${name}: a limit to letters keeps it out of QEMU and of the shell`, () => {
      const { spec: inQemu, domain } = {
        spec: UNGUARDED['a text of fw_cfg'] ?? '',
        domain: '<domain type="kvm"><devices/></domain>',
      };
      const made = makeDomain(guarded('[a-z]+') + inQemu, { annotations: { v: value } }, domain);
      assert.match('refused' in made ? made.refused : '', /InvalidValue/);
      const data = {
        DataSource: 'noCloud',
        NoCloudMetaData: {},
        UserData: '#cloud-config\n',
        NetworkData: '',
      };
      const inShell = guarded('[a-z]+') + UNGUARDED['a command of runcmd'];
      const done = makeCloudInit(inShell, { annotations: { v: value } }, data);
      assert.match('refused' in done ? done.refused : '', /InvalidValue/);
    });
  }
});

/** cloud-init's util.shellify: what it makes of an argument of a command that is a list. */
const shellified = (argument: string): string => `'${argument.replaceAll("'", "'\\''")}'`;

suite('a value that is an argument of its own, or a file, needs no limit', () => {
  for (const [name, value] of Object.entries({
    'a semicolon and a command': 'x; echo no',
    'a single quote': "x'; echo no; '",
    'a substitution': '$(echo no) `echo no`',
    'a line break': 'x\necho no',
    'an end of a here-document': 'EOF\necho no',
  })) {
    test(`${name}, in runcmd and in write_files`, { skip: withoutPyYaml }, () => {
      const spec = `${WITH_V}userData:\n  - {op: add, path: /runcmd/-, value: [printf, "%s", $(v)]}\n  - {op: add, path: /write_files/-, value: {path: /etc/x, content: "a $(v) b"}}`;
      const data = {
        DataSource: 'noCloud',
        NoCloudMetaData: {},
        UserData: '#cloud-config\n',
        NetworkData: '',
      };
      const made = makeCloudInit(spec, { annotations: { v: value } }, data);
      assert.ok('text' in made, JSON.stringify(made));
      const [read] = readWithPyYaml([(JSON.parse(made.text) as { UserData: string }).UserData]);
      const command = ['printf', '%s', value];
      assert.deepEqual(read, {
        $map: [
          ['runcmd', [command]],
          [
            'write_files',
            [
              {
                $map: [
                  ['path', '/etc/x'],
                  ['content', `a ${value} b`],
                ],
              },
            ],
          ],
        ],
      });
      const ran = spawnSync('sh', ['-c', command.map(shellified).join(' ')], { encoding: 'utf8' });
      assert.equal(ran.stdout, value, 'the shell gets one argument');
    });
  }
});
