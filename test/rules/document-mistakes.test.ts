import { suite, test } from 'node:test';
import { ANY_EDIT, assertFound, type Mistake } from './support.ts';

const edit = (fields: string) => `userData:\n  - {${fields}}\n`;
const withKey = (spec: string) => `variables: [{name: key, label: a}]\n${spec}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a number that loses digits',
    spec: edit('op: set, path: /a, value: {b: [1, «12345678901234567890]}'),
    code: 'InvalidField',
    says: 'this number loses its last digits; write "12345678901234567890"',
  },
  {
    name: 'permissions that are a decimal number',
    spec: edit('op: set, path: /write_files, value: [{path: /a, permissions: «0644}]'),
    code: 'InvalidField',
    says: 'this is the decimal number 644, where cloud-init would read an octal one; write "0644"',
  },
  {
    name: 'permissions at the end of a path',
    spec: edit('op: set, path: "/write_files/0/permissions", value: «0755'),
    code: 'InvalidField',
    says: 'write "0755"',
  },
  {
    name: 'permissions in network data',
    spec: 'networkData: [{op: set, path: /a, value: «-0644}]\n',
    code: 'InvalidField',
    says: 'write "-0644"',
  },
  {
    name: 'a yes that is a text',
    spec: edit('op: merge, path: "", value: {package_update: «yes, a: [«Off, "no", \'on\', true]}'),
    code: 'InvalidField',
    says: 'is a text here, and true or false where cloud-init reads it unquoted; write ',
  },
  {
    name: 'an on that is a text, in a patch',
    spec: 'cloudInitData: [{op: add, path: /ConfigDriveMetaData/a, value: «on}]\n',
    code: 'InvalidField',
    says: '"on" is a text here, and true or false where cloud-init reads it unquoted; write true, or "on" for the text',
  },
  {
    name: 'the key around network data in a pointer',
    spec: 'networkData:\n  - {op: set, path: «/network/version, value: 2}\n',
    code: 'InvalidPointer',
    says: 'write "/version"',
  },
  {
    name: 'the key around network data in a value',
    spec: 'networkData:\n  - {op: set, path: "", value: {«network: {version: 2}}}\n',
    code: 'InvalidField',
    says: 'write what stands below it',
  },
  {
    name: 'a pointer without a slash',
    spec: edit('op: remove, path: «users'),
    code: 'InvalidPointer',
    says: 'write "/users"',
  },
  {
    name: 'a lone tilde',
    spec: edit('op: remove, path: /«a~b'),
    code: 'InvalidPointer',
    says: 'must be written "~0"',
  },
  {
    name: '__proto__ in a pointer',
    spec: edit('op: remove, path: /a/«__proto__/b'),
    code: 'InvalidPointer',
    says: 'never read or written',
  },
  {
    name: 'prototype in a pointer',
    spec: edit('op: remove, path: /a/«prototype'),
    code: 'InvalidPointer',
    says: 'never read or written',
  },
  {
    name: '__proto__ in a value',
    spec: edit('op: set, path: /a, value: {b: {«__proto__: 1}}'),
    code: 'InvalidField',
    says: 'cannot be called __proto__',
  },
  {
    name: 'constructor in a value',
    spec: edit('op: merge, path: /a, value: {«constructor: 1}'),
    code: 'InvalidField',
    says: 'cannot be called constructor',
  },
  {
    name: 'an item chosen by nothing',
    spec: edit('op: remove, path: "/users/«[name]/x"'),
    code: 'InvalidPointer',
    says: 'for example /users/[name=alice]',
  },
  {
    name: 'an unknown value in a pointer',
    spec: edit('op: remove, path: "/users/«$(x)/y"'),
    code: 'UnknownVariable',
    says: 'declare it under variables',
  },
  {
    name: 'a value in a key',
    spec: withKey(edit('op: set, path: /a, value: {«"$(key)": 1}')),
    code: 'InvalidTemplate',
    says: 'write the key out',
  },
  {
    name: 'a verb of scripts',
    spec: edit('op: «run, path: /a'),
    code: 'InvalidField',
    says: 'op must be one of',
  },
  {
    name: 'set without a value',
    spec: edit('«op: set, path: /a'),
    code: 'InvalidField',
    says: 'needs "value"',
  },
  {
    name: 'a merge of a list',
    spec: edit('op: merge, path: /a, value: «[b]'),
    code: 'InvalidField',
    says: 'must be a mapping',
  },
  {
    name: 'a wildcard in a JSON Patch',
    spec: 'cloudInitData: [{op: remove, path: "/«*"}]\n',
    code: 'InvalidPointer',
    says: 'not for this pointer',
  },
  {
    name: 'a verb that RFC 6902 has not',
    spec: 'cloudInitData: [{op: «set, path: /UserData, value: a}]\n',
    code: 'InvalidField',
    says: 'op must be one of add',
  },
  {
    name: 'meta-data of another name',
    spec: 'metaData: [{op: set, path: /«hostnam, value: a}]\n',
    code: 'InvalidPointer',
    says: '(did you mean "hostname"?)',
  },
  {
    name: "meta-data by cloud-init's own name",
    spec: 'metaData: [{op: set, path: /«local-hostname, value: a}]\n',
    code: 'InvalidPointer',
    says: 'it has hostname',
  },
  {
    name: 'a command on its own',
    spec: withKey(edit('op: add, path: /runcmd/-, value: «$(key)')),
    code: 'UnguardedValue',
    says: 'give the variable a must',
  },
  {
    name: 'a part of a command',
    spec: withKey(edit('op: add, path: /bootcmd/-, value: [sh, -c, «"echo $(key)"]')),
    code: 'UnguardedValue',
    says: 'part of a command',
  },
  {
    name: 'a command in a merge',
    spec: withKey(edit('op: merge, path: "", value: {runcmd: [«"echo $(key)"]}')),
    code: 'UnguardedValue',
    says: 'part of a command',
  },
  {
    name: 'a whole text put together',
    spec: withKey('cloudInitData: [{op: replace, path: /UserData, value: «"runcmd: [$(key)]"}]\n'),
    code: 'UnguardedValue',
    says: 'pasted into the document',
  },
  {
    name: 'the domain, read for cloud-init',
    spec: `variables: [«{name: a, domain: /domain/vcpu}]\n${edit('op: set, path: /a, value: $(a)')}`,
    code: 'WrongPhase',
    says: 'or split the rule',
  },
  {
    name: 'user data, read for the domain',
    spec: `when: [«{userData: /users}]\n${ANY_EDIT}`,
    code: 'WrongPhase',
    says: 'no longer there to read',
  },
  {
    name: 'the domain in a condition for cloud-init',
    spec: `when:\n  - label: a\n  - «anyOf: [{label: b}, {domain: /domain/vcpu}]\n${edit('op: remove, path: /a')}`,
    code: 'WrongPhase',
    says: 'before there is a domain',
  },
  {
    name: 'a free name for cloud-init',
    spec: `variables: [«{name: a, firstFree: {of: "vd{a..z}", taken: //target/@dev}}]\n${edit('op: set, path: /a, value: $(a)')}`,
    code: 'WrongPhase',
    says: 'or split the rule',
  },
];

suite('mistakes in cloud-init edits', () => {
  for (const mistake of MISTAKES) {
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
  }
});
