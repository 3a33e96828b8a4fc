import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentKind } from '../../src/yaml/document.ts';
import type { DocumentEdit } from '../../src/yaml/edit.ts';
import { add, copy, edited, merge, move, remove, set } from './support.ts';

interface Case {
  name: string;
  text: string;
  edits: DocumentEdit[];
  expected: string;
  kind?: DocumentKind;
  /** `move` and `copy` to `-` are not safe to repeat. */
  once?: true;
}

const onCall = {
  name: 'on-call',
  groups: ['wheel'],
  sudo: 'ALL=(ALL) NOPASSWD:ALL',
  ssh_authorized_keys: ['ssh-ed25519 AAAAC3Nza+/= ops'],
};

const examples: Case[] = [
  {
    name: 'example 17: no users yet',
    text: '#cloud-config\n# base\npackages: [vim] # editors\n',
    edits: [add('/users/-', 'default'), add('/users/-', onCall)],
    expected:
      '#cloud-config\n# base\npackages: [vim] # editors\nusers:\n  - default\n  - name: on-call\n    groups:\n      - wheel\n' +
      '    sudo: ALL=(ALL) NOPASSWD:ALL\n    ssh_authorized_keys:\n      - ssh-ed25519 AAAAC3Nza+/= ops\n',
  },
  {
    name: 'example 17: the users that are there stay',
    text: '#cloud-config\nusers:\n  - name: bob # keep\n',
    edits: [add('/users/-', { name: 'on-call' })],
    expected: '#cloud-config\nusers:\n  - name: bob # keep\n  - name: on-call\n',
  },
  {
    name: 'example 18: lists that do not exist are made',
    text: '#cloud-config\nruncmd:\n',
    edits: [add('/packages/-', 'qemu-guest-agent'), add('/runcmd/-', ['systemctl', 'enable', '--now'])],
    expected:
      '#cloud-config\nruncmd:\n  - - systemctl\n    - enable\n    - --now\npackages:\n  - qemu-guest-agent\n',
  },
  {
    name: 'example 18: octal numbers and the word no survive',
    text: "#cloud-config\nwrite_files:\n  - path: /etc/x\n    permissions: 0644\n    content: 'no'\npackages: [qemu-guest-agent]\n",
    edits: [
      add('/packages/-', 'qemu-guest-agent'),
      add('/runcmd/-', ['systemctl', 'enable', '--now', 'qemu-guest-agent']),
    ],
    expected:
      "#cloud-config\nwrite_files:\n  - path: /etc/x\n    permissions: 0644\n    content: 'no'\npackages: [qemu-guest-agent]\n" +
      'runcmd:\n  - - systemctl\n    - enable\n    - --now\n    - qemu-guest-agent\n',
  },
  {
    name: 'example 20: each card, ours first',
    text:
      '# lab network\nversion: 2\nethernets:\n  eth0: # uplink\n    dhcp4: true\n    nameservers: {addresses: [1.1.1.1]}\n' +
      '  eth1:\n    dhcp4: false\n',
    edits: [
      add('/ethernets/*/nameservers/addresses/0', '10.0.0.53'),
      add('/ethernets/*/nameservers/search/-', 'vm.example.com'),
    ],
    expected:
      '# lab network\nversion: 2\nethernets:\n  eth0: # uplink\n    dhcp4: true\n' +
      '    nameservers: {addresses: [10.0.0.53, 1.1.1.1], search: [vm.example.com]}\n  eth1:\n    dhcp4: false\n' +
      '    nameservers:\n      addresses:\n        - 10.0.0.53\n      search:\n        - vm.example.com\n',
  },
  {
    name: 'example 21: JSON stays JSON, compact when it has no lines',
    kind: 'Json',
    text: '{"links": [], "services": []}',
    edits: [add('/services/-', { type: 'dns', address: '10.0.0.53' })],
    expected: '{"links":[],"services":[{"type":"dns","address":"10.0.0.53"}]}',
  },
];

const layouts: Case[] = [
  {
    name: 'a list without indentation stays one, and new lists follow it',
    text: 'packages:\n- vim\n',
    edits: [add('/packages/-', 'jq'), add('/runcmd/-', ['a', 'b'])],
    expected: 'packages:\n- vim\n- jq\nruncmd:\n- - a\n  - b\n',
  },
  {
    name: 'four columns stay four',
    text: 'a:\n    b:\n        c: 1\n',
    edits: [set('/a/d/e', 1), add('/a/l/-', { x: 1, z: 2 })],
    expected: 'a:\n    b:\n        c: 1\n    d:\n        e: 1\n    l:\n        - x: 1\n          z: 2\n',
  },
  {
    name: 'a wide dash stays wide',
    text: 'a:\n-   x: 1\n    y: 2\n',
    edits: [add('/a/-', { x: 3, w: { z: 4 } })],
    expected: 'a:\n-   x: 1\n    y: 2\n-   x: 3\n    w:\n      z: 4\n',
  },
  {
    name: 'a comment stays beside a new value',
    text: 'a: 1 # one\nb: 2\n',
    edits: [set('/a', 'x')],
    expected: 'a: x # one\nb: 2\n',
  },
  {
    name: 'a comment beside the key stays when a block value changes',
    text: 'a: # people\n  - x # X\n  - y\nb: 2\n',
    edits: [set('/a', 'none')],
    expected: 'a: none # people\nb: 2\n',
  },
  {
    name: 'a scalar becomes a block below its key, its comment stays',
    text: 'a: 1   # one\nb: 2\n',
    edits: [set('/a', { x: [1] })],
    expected: 'a:   # one\n  x:\n    - 1\nb: 2\n',
  },
  {
    name: 'an anchor that nobody uses goes with its value',
    text: 'a: &x # c\n  y: 1\nb: !!str 5 # five\n',
    edits: [set('/a', [1]), set('/b', 7)],
    expected: 'a: # c\n  - 1\nb: 7 # five\n',
  },
  {
    name: 'a block scalar is replaced by a block scalar',
    text: 'a: | # script\n  one\n  two\n\n\nb: 1\n',
    edits: [set('/a', 'three\nfour\n')],
    expected: 'a: | # script\n  three\n  four\n\n\nb: 1\n',
  },
  {
    name: 'a block scalar becomes a word, its comment stays',
    text: 'a: |- # script\n  one\n\n  two\nb: 1\n',
    edits: [set('/a', 'x')],
    expected: 'a: x # script\nb: 1\n',
  },
  {
    name: 'several lines become a literal block scalar with the chomping they need',
    text: 'z: 1\n',
    edits: [
      merge('', { a: 'x\ny', b: 'x\ny\n', c: 'x\ny\n\n', d: ' x\ny', e: '\n', f: 'x\n  y\n', g: 'x\r\ny' }),
    ],
    expected:
      'z: 1\na: |-\n  x\n  y\nb: |\n  x\n  y\nc: |+\n  x\n  y\n\nd: " x\\ny"\ne: "\\n"\nf: |\n  x\n    y\ng: "x\\r\\ny"\n',
  },
  {
    name: 'blank lines that follow are not swallowed by |+',
    text: 'a: 1\n\n\n# end\n',
    edits: [set('/b', 'x\n\n')],
    expected: 'a: 1\nb: "x\\n\\n"\n\n\n# end\n',
  },
  {
    name: 'a new key comes after the last sibling, comments below stay',
    text: 'a:\n  b: 1 # one\n  # below b\n\nc: 2\n# end\n',
    edits: [set('/a/d', 1), set('/e', 1)],
    expected: 'a:\n  b: 1 # one\n  d: 1\n  # below b\n\nc: 2\ne: 1\n# end\n',
  },
  {
    name: 'the last entry of a mapping leaves {}, of a list []',
    text: 'a:\n  b: 1\nc: # none\n  - 1\nd: [1]\ne: {f: 1}\n',
    edits: [remove('/a/b'), remove('/c/0'), remove('/d/0'), remove('/e/f')],
    expected: 'a: {}\nc: [] # none\nd: []\ne: {}\n',
  },
  {
    name: 'removing takes the lines and the comment beside, the comment above stays',
    text: '# about a\na: 1 # one\n# about b\nb:\n  - 1\n  - 2 # two\nc: 3\n',
    edits: [remove('/a'), remove('/b/1')],
    expected: '# about a\n# about b\nb:\n  - 1\nc: 3\n',
  },
  {
    name: 'the header stays when the first key goes',
    text: '#cloud-config\na: 1\nb: 2\n',
    edits: [remove('/a')],
    expected: '#cloud-config\nb: 2\n',
  },
  {
    name: 'the header stays when everything goes, and keys come back as a block',
    text: '## template: jinja\n#cloud-config\na: 1\n',
    edits: [remove('/a')],
    expected: '## template: jinja\n#cloud-config\n{}\n',
  },
  {
    name: 'an empty mapping at the top becomes a block',
    text: '#cloud-config\n{}\n',
    edits: [set('/a', 1)],
    expected: '#cloud-config\na: 1\n',
  },
  {
    name: 'the first member beside a dash goes',
    text: 'a:\n  - b: 1\n    c: 2\n  - d: 1 # D\n    # about e\n    e: 2\n',
    edits: [remove('/a/0/b'), remove('/a/1/d')],
    expected: 'a:\n  - c: 2\n  -\n    # about e\n    e: 2\n',
  },
  {
    name: 'an item comes before the first one and above its comment',
    text: 'a: # list\n  # about x\n  - x\n  # about y\n  - y\n',
    edits: [add('/a/0', 'first'), add('/a/2', 'middle')],
    expected: 'a: # list\n  - first\n  # about x\n  - x\n  - middle\n  # about y\n  - y\n',
  },
  {
    name: 'an item comes before the first one beside a dash',
    text: '- - x\n  - y\n- z\n',
    edits: [add('/0/0', 'a'), add('/0', 'b')],
    expected: '- b\n- - a\n  - x\n  - y\n- z\n',
    once: true,
  },
  { name: 'no line break at the end stays so', text: 'a: 1', edits: [set('/b', 2)], expected: 'a: 1\nb: 2' },
  {
    name: 'no line break at the end stays so when the last key goes',
    text: 'a: 1\nb: 2',
    edits: [remove('/b')],
    expected: 'a: 1',
  },
  {
    name: 'a block scalar that ends with the text keeps its meaning',
    text: 'a: |\n  x',
    edits: [set('/b', 2)],
    expected: 'a: |-\n  x\nb: 2',
  },
  {
    name: 'a new block scalar gets its line break at the end',
    text: 'a: 1',
    edits: [set('/b', 'x\ny\n')],
    expected: 'a: 1\nb: |\n  x\n  y\n',
  },
  {
    name: 'CRLF stays CRLF',
    text: '#cloud-config\r\na: 1\r\nb:\r\n  - x\r\n',
    edits: [add('/b/-', 'z'), set('/c', 'p\nq\n'), remove('/a')],
    expected: '#cloud-config\r\nb:\r\n  - x\r\n  - z\r\nc: |\r\n  p\r\n  q\r\n',
  },
  {
    name: 'a byte order mark stays',
    text: '\ufeffa: 1\nb: 2\n',
    edits: [remove('/a'), set('/c', 3)],
    expected: '\ufeffb: 2\nc: 3\n',
  },
  {
    name: 'document markers and directives stay',
    text: '%YAML 1.1\n---\na: 1\n...\n',
    edits: [set('/b', 2)],
    expected: '%YAML 1.1\n---\na: 1\nb: 2\n...\n',
  },
  {
    name: 'an empty document with markers',
    text: '--- # start\n...\n',
    edits: [set('/b', 2)],
    expected: '--- # start\nb: 2\n...\n',
  },
  { name: 'nothing', text: '', edits: [set('/b', 2)], expected: 'b: 2\n' },
  { name: 'comments only', text: '#cloud-config', edits: [set('/b', 2)], expected: '#cloud-config\nb: 2' },
  { name: 'null at the top', text: '# c\n~\n', edits: [set('/b', 2)], expected: '# c\nb: 2\n' },
  {
    name: 'flow collections over several lines',
    text: 'a: [\n  x, # X\n  y # Y\n]\nb: {\n  p: 1,\n  q: 2,\n}\n',
    edits: [add('/a/-', 'z'), add('/a/0', 'w'), set('/b/r', [1]), remove('/b/p'), remove('/a/2')],
    expected: 'a: [\n  w,\n  x, # X\n  z\n]\nb: {\n  q: 2,\n  r: [1],\n}\n',
    once: true,
  },
  {
    name: 'flow collections on one line',
    text: 'a: [x, y]\nb: { p: 1, q: 2 }\nc: [1, 2, ]\nd: {k}\n',
    edits: [
      remove('/a/0'),
      remove('/a/0'),
      add('/a/-', 'm'),
      remove('/b/q'),
      set('/b/r', 'a: b'),
      add('/c/-', 3),
      set('/d/k', 1),
    ],
    expected: 'a: [m]\nb: { p: 1, r: "a: b" }\nc: [1, 2, 3, ]\nd: {k: 1}\n',
    once: true,
  },
  {
    name: 'a mapping without braces in a list gets them when it grows',
    text: 'a: [x: 1, y]\n',
    edits: [set('/a/0/z', 2), set('/a/0/x', 3)],
    expected: 'a: [{x: 3, z: 2}, y]\n',
    once: true,
  },
  {
    name: 'a complex key becomes an ordinary one',
    text: '? a\n: 1\n? b\n',
    edits: [set('/a', 2), set('/b', [1])],
    expected: 'a: 2\nb:\n  - 1\n',
  },
  {
    name: 'move keeps the spelling of numbers',
    text: 'a:\n  mode: 0644\n  on: yes\nb: 1\n',
    edits: [move('/a', '/c')],
    expected: 'b: 1\nc:\n  mode: 0644\n  "on": yes\n',
    once: true,
  },
  {
    name: 'copy expands an alias',
    text: 'a: &x {p: 1_000}\nb: *x\n',
    edits: [copy('/b', '/c')],
    expected: 'a: &x {p: 1_000}\nb: *x\nc:\n  p: 1_000\n',
  },
  {
    name: 'an alias itself may be replaced',
    text: 'a: &x 1\nb: *x\n',
    edits: [set('/b', 2)],
    expected: 'a: &x 1\nb: 2\n',
  },
  {
    name: 'JSON with lines keeps its lines, and its numbers their spelling',
    kind: 'Json',
    text: '{\n    "n": 1.0,\n    "big": 12345678901234567890,\n    "list": [1, 2],\n    "empty": []\n}\n',
    edits: [add('/empty/-', { a: [1] }), add('/list/-', 3), set('/x/y', 'z')],
    expected:
      '{\n    "n": 1.0,\n    "big": 12345678901234567890,\n    "list": [1, 2, 3],\n    "empty": [\n        {\n            "a": [\n' +
      '                1\n            ]\n        }\n    ],\n    "x": {\n        "y": "z"\n    }\n}\n',
  },
  {
    name: 'compact JSON keeps white space inside texts and the spelling of numbers',
    kind: 'Json',
    text: '{ "a" : "x \\" y" , "n" : 1.50 }\n',
    edits: [set('/b', 'é \u2028')],
    expected: '{"a":"x \\" y","n":1.50,"b":"é \\u2028"}\n',
  },
];

for (const { name, text, edits, expected, kind, once } of [...examples, ...layouts]) {
  test(name, () => {
    assert.equal(edited(text, edits, kind, !once), expected);
  });
}
