import { suite, test } from 'node:test';
import { noCloud } from '../engine/cloud-init-support.ts';
import { assertCloudInit, type Bypass } from './support.ts';

const DENY = 'userData: {deny: [/runcmd, /bootcmd, /write_files, "/users/*/ssh_authorized_keys"]}';
const ALLOW = 'userData: {allow: [/packages, /hostname, /chpasswd/expire]}';
const code = 'PolicyViolation';

interface Row extends Bypass {
  readonly userData?: string;
}

const edits = (...list: readonly string[]) => `userData: [${list.map((one) => `{${one}}`).join(', ')}]`;
const patch = (...list: readonly string[]) => `cloudInitData: [${list.map((one) => `{${one}}`).join(', ')}]`;
const whole = (text: string) => patch(`op: replace, path: /UserData, value: ${JSON.stringify(text)}`);

const CONFIG = `#cloud-config
hostname: old
packages: [vim]
runcmd:
  - [touch, /a]
users:
  - name: admin
    ssh_authorized_keys: [ssh-ed25519 AAAA]
shared: &shared {a: 1}
alias: *shared
`;
const SCRIPT = '#!/bin/sh\necho\n';
const mime = (...parts: readonly string[]) =>
  `Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`;
const part = (type: string, body: string, header = '') => `Content-Type: ${type}\n${header}\n${body}`;
const TWO_PARTS = mime(
  part('text/cloud-config', '#cloud-config\npackages: [vim]\n'),
  part('text/x-shellscript', SCRIPT),
);
const SHORT = '#cloud-config\nhostname: old\n';
const ENCODED = mime(part('text/cloud-config', btoa(SHORT), 'Content-Transfer-Encoding: base64\n'));
const TEMPLATE = '## template: jinja\n#cloud-config\nhostname: "{{ v1.local_hostname }}"\npackages: [vim]\n';

const ROWS: readonly Row[] = [
  // straight
  {
    name: 'set',
    policy: DENY,
    rules: edits('op: set, path: /runcmd, value: []'),
    code,
    at: 'load',
    says: ': /runcmd;',
  },
  {
    name: 'add to the list',
    policy: DENY,
    rules: edits('op: add, path: /runcmd/-, value: [id]'),
    code,
    at: 'load',
  },
  {
    name: 'insert at the front',
    policy: DENY,
    rules: edits('op: add, path: /runcmd/0, value: [id]'),
    code,
    at: 'load',
  },
  { name: 'replace', policy: DENY, rules: edits('op: replace, path: /runcmd, value: []'), code, at: 'load' },
  { name: 'remove', policy: DENY, rules: edits('op: remove, path: /runcmd'), code, at: 'load' },
  { name: 'remove of one', policy: DENY, rules: edits('op: remove, path: /runcmd/0'), code, at: 'load' },
  {
    name: 'by a wildcard',
    userData: '#cloud-config\nruncmd: [[id]]\n',
    policy: DENY,
    rules: edits('op: set, path: /*/0, value: id'),
    code,
    at: 'apply',
  },
  {
    name: 'remove by a wildcard',
    userData: '#cloud-config\nruncmd: [[id]]\n',
    policy: DENY,
    rules: edits('op: remove, path: "/*"'),
    code,
  },
  {
    name: 'by a key that a VM brings',
    policy: DENY,
    annotations: { k: 'bootcmd' },
    rules: `variables: [{name: k, annotation: k}]\n${edits('op: set, path: /$(k), value: []')}`,
    code,
    at: 'apply',
  },
  {
    name: 'by an escaped key',
    policy: 'userData: {deny: ["/a~1b"]}',
    rules: edits('op: set, path: "/a~1b", value: x'),
    code,
    at: 'load',
  },
  {
    name: 'merge at the top',
    policy: DENY,
    rules: edits('op: merge, path: "", value: {bootcmd: [id]}'),
    code,
    at: 'load',
  },
  {
    name: 'merge of null',
    policy: DENY,
    rules: edits('op: merge, path: "", value: {runcmd: null}'),
    code,
    at: 'load',
  },
  {
    name: 'merge of a mapping from a VM',
    policy: DENY,
    annotations: { m: '{"bootcmd": ["id"]}' },
    rules: `variables: [{name: m, annotation: m, transforms: [{parse: Json}]}]\n${edits('op: merge, path: "", value: $(m)')}`,
    code,
    at: 'apply',
  },
  {
    name: 'merge of null from a VM',
    policy: DENY,
    annotations: { m: '{"runcmd": null}' },
    rules: `variables: [{name: m, annotation: m, transforms: [{parse: Json}]}]\n${edits('op: merge, path: "", value: $(m)')}`,
    code,
    at: 'apply',
  },
  {
    name: 'move into it',
    policy: DENY,
    rules: edits('op: move, from: /packages, path: /bootcmd'),
    code,
    at: 'load',
  },
  {
    name: 'move out of it',
    policy: DENY,
    rules: edits('op: move, from: /runcmd, path: /x'),
    code,
    at: 'load',
  },
  {
    name: 'copy into it',
    policy: DENY,
    rules: edits('op: copy, from: /packages, path: /bootcmd'),
    code,
    at: 'load',
  },
  {
    name: 'a prepared value, moved by another rule',
    policy: DENY,
    rules: [edits('op: set, path: /x, value: [id]'), edits('op: move, from: /x, path: /bootcmd')],
    code,
    at: 'load',
  },
  {
    name: 'the whole document set',
    policy: DENY,
    rules: edits('op: set, path: "", value: {bootcmd: [id]}'),
    code,
  },
  {
    name: 'the whole document replaced',
    policy: DENY,
    rules: edits('op: replace, path: "", value: {hostname: x}'),
    code,
  },
  {
    name: 'a key of a user, by an index',
    policy: DENY,
    rules: edits('op: add, path: /users/0/ssh_authorized_keys/-, value: ssh-rsa EVIL'),
    code,
    at: 'load',
  },
  {
    name: 'a key of a user, by a name',
    policy: DENY,
    rules: edits('op: add, path: "/users/[name=admin]/ssh_authorized_keys/-", value: ssh-rsa EVIL'),
    code,
    at: 'load',
  },
  {
    name: 'a key in a new user',
    policy: DENY,
    rules: edits('op: add, path: /users/-, value: {name: evil, ssh_authorized_keys: [ssh-rsa EVIL]}'),
    code,
  },
  {
    name: 'a key under the other spelling of cloud-init',
    policy: DENY,
    rules: edits('op: set, path: /users/0/ssh-authorized-keys, value: [ssh-rsa EVIL]'),
    code,
    at: 'load',
  },
  {
    name: 'a denied key in another case',
    policy: DENY,
    rules: edits('op: set, path: /RunCmd, value: [id]'),
    code,
    at: 'load',
  },
  {
    name: 'the removal of a user with a key',
    policy: DENY,
    rules: edits('op: remove, path: /users/0'),
    code,
    at: 'apply',
  },
  {
    name: 'the removal of all users',
    policy: DENY,
    rules: edits('op: remove, path: /users'),
    code,
    at: 'apply',
  },
  {
    name: 'all users replaced by a text',
    policy: DENY,
    rules: edits('op: set, path: /users, value: none'),
    code,
    at: 'apply',
  },
  {
    name: 'a loop',
    policy: DENY,
    annotations: { k: 'hostname,bootcmd' },
    rules: `forEach: {name: k, annotation: k, transforms: [{split: ","}]}\n${edits('op: set, path: /$(k), value: x')}`,
    code,
    at: 'apply',
  },
  {
    name: 'how parts are merged',
    policy: DENY,
    rules: edits('op: set, path: /merge_how, value: "list(append)+dict()+str()"'),
    code,
    at: 'apply',
  },
  {
    name: 'the older name of it',
    policy: DENY,
    rules: edits('op: set, path: /merge_type, value: "list(append)"'),
    code,
    at: 'apply',
  },
  {
    name: 'how parts are merged, with an allow that is silent on it',
    policy: 'userData: {allow: [""]}',
    rules: edits('op: set, path: /merge_how, value: "list(append)"'),
    code,
    at: 'apply',
  },
  // whole texts
  {
    name: 'the text, with a command in it',
    policy: DENY,
    rules: whole(`${CONFIG}bootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'the text, without the commands',
    policy: DENY,
    rules: whole(CONFIG.replace(/runcmd:\n.*\n/, '')),
    code,
    at: 'apply',
  },
  {
    name: 'the text, in JSON',
    policy: DENY,
    rules: whole('#cloud-config\n{"bootcmd": ["id"]}\n'),
    code,
    at: 'apply',
  },
  {
    name: 'the text, with the key in quotes',
    policy: DENY,
    rules: whole(`${CONFIG}"boot\\x63md": [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'the text, with an explicit key',
    policy: DENY,
    rules: whole(`${CONFIG}? bootcmd\n: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'the text, with a merge key',
    policy: DENY,
    rules: whole(`${CONFIG}x: &x {bootcmd: [id]}\n<<: *x\n`),
    code,
    at: 'apply',
  },
  {
    name: 'the text, with a merge key of a list',
    policy: DENY,
    rules: whole(`${CONFIG}<<: [{bootcmd: [id]}]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'the text, with the key twice',
    policy: DENY,
    rules: whole(CONFIG.replace('runcmd:', 'runcmd: [id]\nruncmd:').replace('  - [touch, /a]', '  - [id]')),
    code,
    at: 'apply',
  },
  {
    name: 'the text, with an alias as the command',
    policy: DENY,
    rules: whole(`${CONFIG}bootcmd: *shared\n`),
    code,
    at: 'apply',
  },
  { name: 'a script instead', policy: DENY, rules: whole(SCRIPT), code, at: 'apply' },
  { name: 'an include instead', policy: DENY, rules: whole('#include\nhttp://evil/\n'), code, at: 'apply' },
  { name: 'a boothook instead', policy: DENY, rules: whole('#cloud-boothook\nid\n'), code, at: 'apply' },
  {
    name: 'an archive instead',
    policy: DENY,
    rules: whole('#cloud-config-archive\n- {type: text/x-shellscript, content: "#!/bin/sh"}\n'),
    code,
    at: 'apply',
  },
  {
    name: 'a jsonp instead',
    policy: DENY,
    rules: whole('#cloud-config-jsonp\n[{"op": "add", "path": "/bootcmd", "value": []}]\n'),
    code,
    at: 'apply',
  },
  { name: 'a part handler instead', policy: DENY, rules: whole('#part-handler\nid\n'), code, at: 'apply' },
  {
    name: 'a template instead',
    policy: DENY,
    rules: whole(`## template: jinja\n${CONFIG}`),
    code,
    at: 'apply',
  },
  {
    name: 'a multipart with the config and a script instead',
    policy: DENY,
    rules: whole(mime(part('text/cloud-config', CONFIG), part('text/x-shellscript', SCRIPT))),
    code,
    at: 'apply',
  },
  {
    name: 'a multipart with the config and another config instead',
    policy: DENY,
    rules: whole(
      mime(part('text/cloud-config', CONFIG), part('text/cloud-config', '#cloud-config\nbootcmd: [id]\n')),
    ),
    code,
    at: 'apply',
  },
  { name: 'text without a type instead', policy: DENY, rules: whole('bootcmd: [id]\n'), code, at: 'apply' },
  {
    name: 'an empty text instead, so that the commands are gone',
    policy: DENY,
    rules: whole(''),
    code,
    at: 'apply',
  },
  { name: 'no text at all', policy: DENY, rules: patch('op: remove, path: /UserData'), code, at: 'apply' },
  {
    name: 'a text from another field',
    policy: DENY,
    rules: patch(
      `op: replace, path: /VolumeName, value: ${JSON.stringify(SCRIPT)}`,
      'op: copy, from: /VolumeName, path: /UserData',
    ),
    code,
    at: 'apply',
  },
  {
    name: 'a text from a VM',
    policy: DENY,
    annotations: { u: SCRIPT },
    rules: `variables: [{name: u, annotation: u, must: {matches: "(?s).*"}}]\n${patch('op: replace, path: /UserData, value: $(u)')}`,
    code,
    at: 'apply',
  },
  // what PyYAML reads otherwise than it looks
  {
    name: 'a tag that makes a merge key',
    policy: DENY,
    rules: whole(`${CONFIG}!!merge x: {bootcmd: [id]}\n`),
    code,
    at: 'apply',
  },
  {
    name: 'the same tag in full',
    policy: DENY,
    rules: whole(`${CONFIG}!<tag:yaml.org,2002:merge> x: {bootcmd: [id]}\n`),
    code,
    at: 'apply',
  },
  {
    name: 'the same tag by a directive',
    policy: DENY,
    rules: whole(
      CONFIG.replace(
        '#cloud-config\n',
        '#cloud-config\n%TAG ! tag:yaml.org,2002:\n---\n!merge x: {bootcmd: [id]}\n',
      ),
    ),
    code,
    at: 'apply',
  },
  {
    name: 'a mapping that is read as a text',
    policy: DENY,
    rules: whole(`${CONFIG}? !!str {=: bootcmd}\n: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a tag on the key',
    policy: DENY,
    rules: whole(`${CONFIG}!!str bootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a line separator in a comment',
    policy: DENY,
    rules: whole(`${CONFIG}# x\u2028bootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a paragraph separator in a comment',
    policy: DENY,
    rules: whole(`${CONFIG}# x\u2029bootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a next line in a value',
    policy: DENY,
    rules: whole(`${CONFIG}timezone: x\u0085bootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a carriage return in a comment',
    policy: DENY,
    rules: whole(`${CONFIG}# x\rbootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a second document',
    policy: DENY,
    rules: whole(`${CONFIG}---\nbootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a second document after an end',
    policy: DENY,
    rules: whole(`${CONFIG}...\n---\nbootcmd: [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a key by an alias',
    policy: DENY,
    rules: whole(`${CONFIG}k: &k bootcmd\n*k : [id]\n`),
    code,
    at: 'apply',
  },
  {
    name: 'white space before the colon',
    policy: DENY,
    rules: whole(`${CONFIG}bootcmd : [id]\n`),
    code,
    at: 'apply',
  },
  // multipart
  {
    name: 'a denied key in the first part',
    policy: DENY,
    userData: TWO_PARTS,
    rules: edits('op: set, path: /bootcmd, value: [id]'),
    code,
    at: 'load',
  },
  {
    name: 'a denied key in the first part, by a merge',
    policy: DENY,
    userData: TWO_PARTS,
    annotations: { m: '{"bootcmd": ["id"]}' },
    rules: `variables: [{name: m, annotation: m, transforms: [{parse: Json}]}]\n${edits('op: merge, path: "", value: $(m)')}`,
    code,
    at: 'apply',
  },
  {
    name: 'another script in the second part',
    policy: DENY,
    userData: TWO_PARTS,
    rules: whole(TWO_PARTS.replace('echo', 'id')),
    code,
    at: 'apply',
  },
  {
    name: 'a third part',
    policy: DENY,
    userData: TWO_PARTS,
    rules: whole(TWO_PARTS.replace('--b--', `--b\n${part('text/x-shellscript', '#!/bin/sh\nid')}\n--b--`)),
    code,
    at: 'apply',
  },
  {
    name: 'a header of a part that says how it is merged',
    policy: DENY,
    userData: TWO_PARTS,
    rules: whole(TWO_PARTS.replace('text/cloud-config\n', 'text/cloud-config\nMerge-Type: list(append)\n')),
    code,
    at: 'apply',
  },
  {
    name: 'another type of a part',
    policy: DENY,
    userData: TWO_PARTS,
    rules: whole(TWO_PARTS.replace('text/x-shellscript', 'text/cloud-boothook')),
    code,
    at: 'apply',
  },
  {
    name: 'another boundary',
    policy: DENY,
    userData: TWO_PARTS,
    rules: whole(TWO_PARTS.replace('boundary="b"', 'boundary="c"')),
    code,
    at: 'apply',
  },
  // beside a script
  {
    name: 'a cloud-config beside a script, with a command',
    policy: DENY,
    userData: SCRIPT,
    annotations: { k: 'bootcmd' },
    rules: `foreignUserData: Wrap\nvariables: [{name: k, annotation: k}]\n${edits('op: set, path: /$(k), value: [id]')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a cloud-config beside a script that is another one',
    policy: DENY,
    userData: SCRIPT,
    rules: `foreignUserData: Wrap\n${whole(mime(part('text/x-shellscript', '#!/bin/sh\nid'), part('text/cloud-config', '#cloud-config\n')))}`,
    code,
    at: 'apply',
  },
  {
    name: 'a cloud-config instead of a script',
    policy: DENY,
    userData: SCRIPT,
    rules: whole('#cloud-config\nhostname: x\n'),
    code,
    at: 'apply',
  },
  {
    name: 'a script that the rule says it passes over',
    policy: DENY,
    userData: SCRIPT,
    rules: `foreignUserData: Skip\n${whole('#!/bin/sh\nid\n')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a denied key in an encoded part',
    policy: DENY,
    userData: ENCODED,
    annotations: { k: 'bootcmd' },
    rules: `variables: [{name: k, annotation: k}]\n${edits('op: set, path: /$(k), value: [id]')}`,
    code,
    at: 'apply',
  },
  {
    name: 'an encoded part with a command, as a whole',
    policy: DENY,
    userData: ENCODED,
    rules: whole(ENCODED.replace(btoa(SHORT), btoa(`${SHORT}bootcmd: [id]\n`))),
    code,
    at: 'apply',
  },
  // templates
  {
    name: 'code in a template',
    policy: ALLOW,
    userData: TEMPLATE,
    annotations: { h: '{{ "\\nbootcmd: [id]" }}' },
    rules: `variables: [{name: h, annotation: h}]\n${edits('op: set, path: /hostname, value: $(h)')}`,
    code: 'InvalidValue',
    at: 'apply',
  },
  {
    name: 'code in the comment of a template',
    policy: ALLOW,
    userData: TEMPLATE,
    rules: whole(`${TEMPLATE}# {{ "\\nbootcmd: [id]" }}\n`),
    code,
    at: 'apply',
  },
  {
    name: 'a text that stops to be a template',
    policy: 'userData: {allow: [/packages]}',
    userData: TEMPLATE,
    rules: whole('#cloud-config\nhostname: x\npackages: [vim]\n'),
    code,
    at: 'apply',
  },
  // allow
  {
    name: 'another key',
    policy: ALLOW,
    rules: edits('op: set, path: /timezone, value: UTC'),
    code,
    at: 'load',
  },
  {
    name: 'another key by a merge',
    policy: ALLOW,
    rules: edits('op: merge, path: "", value: {hostname: x, timezone: UTC}'),
    code,
    at: 'load',
  },
  {
    name: 'a key beside the allowed one',
    policy: ALLOW,
    rules: edits('op: set, path: /chpasswd/list, value: "root:x"'),
    code,
    at: 'load',
  },
  {
    name: 'the parent of the allowed one',
    policy: ALLOW,
    rules: edits('op: set, path: /chpasswd, value: {expire: false, list: "root:x"}'),
    code,
    at: 'load',
  },
  {
    name: 'the parent of the allowed one, as a value of a VM',
    policy: ALLOW,
    annotations: { m: '{"expire": false, "list": "root:x"}' },
    rules: `variables: [{name: m, annotation: m, transforms: [{parse: Json}]}]\n${edits('op: set, path: /chpasswd, value: $(m)')}`,
    code,
    at: 'apply',
  },
  {
    name: 'an allowed key in another spelling',
    policy: ALLOW,
    rules: edits('op: set, path: /Hostname, value: x'),
    code,
    at: 'load',
  },
  {
    name: 'an empty list of what is allowed',
    policy: 'userData: {allow: []}',
    rules: edits('op: set, path: /hostname, value: x'),
    code,
    at: 'load',
  },
  {
    name: 'a removal of what is not allowed',
    policy: ALLOW,
    rules: edits('op: remove, path: /shared'),
    code,
    at: 'load',
  },
  {
    name: 'a move of what is not allowed',
    policy: ALLOW,
    rules: edits('op: move, from: /users, path: /packages'),
    code,
    at: 'load',
  },
  {
    name: 'a text that says more',
    policy: ALLOW,
    rules: whole(`${CONFIG.replace('old', 'new')}timezone: UTC\n`),
    code,
    at: 'apply',
  },

  // what stays allowed
  {
    name: 'an allowed key in an encoded part',
    policy: ALLOW,
    userData: ENCODED,
    rules: edits('op: set, path: /hostname, value: x'),
  },
  { name: 'an allowed key', policy: ALLOW, rules: edits('op: set, path: /hostname, value: x') },
  {
    name: 'an allowed key below one that is missing',
    policy: ALLOW,
    rules: edits('op: set, path: /chpasswd/expire, value: false'),
  },
  {
    name: 'an item of an allowed list',
    policy: ALLOW,
    rules: edits('op: add, path: /packages/-, value: git'),
  },
  {
    name: 'a text in which only what is allowed differs',
    policy: ALLOW,
    rules: whole(CONFIG.replace('old', 'new')),
  },
  { name: 'a comment', policy: ALLOW, rules: whole(`${CONFIG}# a comment\n`) },
  { name: 'what is not denied', policy: DENY, rules: edits('op: set, path: /timezone, value: UTC') },
  {
    name: 'a user without a key',
    policy: DENY,
    rules: edits('op: add, path: /users/-, value: {name: guest}'),
  },
  {
    name: 'an allowed key beside a script',
    policy: ALLOW,
    userData: SCRIPT,
    rules: `foreignUserData: Wrap\n${edits('op: set, path: /hostname, value: x')}`,
  },
  {
    name: 'an allowed key in a part',
    policy: ALLOW,
    userData: TWO_PARTS,
    rules: edits('op: add, path: /packages/-, value: git'),
  },
  {
    name: 'an allowed key in a part of its own',
    policy: ALLOW,
    userData: mime(part('text/x-shellscript', SCRIPT)),
    rules: edits('op: set, path: /hostname, value: x'),
  },
  {
    name: 'an allowed key in a template',
    policy: ALLOW,
    userData: TEMPLATE,
    rules: edits('op: add, path: /packages/-, value: git'),
  },
  {
    name: 'an allowed key where nothing was',
    policy: ALLOW,
    userData: '',
    rules: edits('op: set, path: /hostname, value: x'),
  },
  {
    name: 'an allowed index',
    policy: 'userData: {allow: ["/users/*/shell"]}',
    rules: edits('op: set, path: /users/0/shell, value: /bin/sh'),
  },
  {
    name: 'how parts are merged, where it is allowed',
    policy: 'userData: {allow: [/merge_how]}',
    rules: edits('op: set, path: /merge_how, value: "list(append)"'),
  },
];

suite('rules that write user data against a policy', () => {
  for (const { userData = CONFIG, ...row } of ROWS)
    test(`${row.name}: ${row.code === undefined ? 'is done' : 'refused'}`, () =>
      assertCloudInit(row, noCloud(userData)));
});
