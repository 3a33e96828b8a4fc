import type { Patching } from './seed.ts';

/** One rule on one VM, and what cloud-init must read from the disk then. */
export interface CloudInitCase extends Patching {
  /** All cloud-config parts merged, whole. */
  readonly config: object;
  readonly scripts?: readonly string[];
  readonly parts?: readonly string[];
  /** These fields of the meta-data. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly network?: object;
  /** Warnings that cloud-init has to log. */
  readonly log?: readonly RegExp[];
}

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3 on-call@example.com';
const SCRIPT = '#!/bin/sh\necho "grüezi: $HOME" >/etc/motd\n';
const ADD_PACKAGE = 'userData: [{op: add, path: /packages/-, value: qemu-guest-agent}]';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB+Zm9v/YmFy==\n-----END CERTIFICATE-----\n';

/** Plain cloud-configs: cloud-init's schema must find nothing wrong with the result. */
export const cloudConfigs: Readonly<Record<string, CloudInitCase>> = {
  'a user with a key beside the distribution’s own': {
    rules: [
      'when: [{userData: /users, exists: false}]\nuserData: [{op: set, path: /users, value: [default]}]',
      `
      variables: [{name: key, annotation: key}]
      userData:
        - op: add
          path: /users/-
          value: {name: on-call, groups: [wheel], sudo: "ALL=(ALL) NOPASSWD:ALL", ssh_authorized_keys: ["$(key)"]}
      `,
    ],
    annotations: { key: KEY },
    userData: '#cloud-config\nssh_pwauth: no # never\n',
    config: {
      ssh_pwauth: false,
      users: [
        'default',
        { name: 'on-call', groups: ['wheel'], sudo: 'ALL=(ALL) NOPASSWD:ALL', ssh_authorized_keys: [KEY] },
      ],
    },
  },
  'packages and commands after those that were there': {
    rules: `
      userData:
        - {op: add, path: /packages/-, value: qemu-guest-agent}
        - {op: add, path: /runcmd/-, value: [systemctl, enable, --now, qemu-guest-agent]}
        - {op: add, path: /runcmd/0, value: "date > /first"}
    `,
    userData: '#cloud-config\npackages: [vim, [curl, 7.88.1-10]]\nruncmd:\n- [ls, -l]\n- |\n  a\n\n  b\n',
    config: {
      packages: ['vim', ['curl', '7.88.1-10'], 'qemu-guest-agent'],
      runcmd: [
        'date > /first',
        ['ls', '-l'],
        'a\n\nb\n',
        ['systemctl', 'enable', '--now', 'qemu-guest-agent'],
      ],
    },
  },
  'files with modes as text, in base64 and with every kind of line': {
    rules: `
      userData:
        - op: add
          path: /write_files/-
          value: {path: /etc/x, permissions: "0644", content: "yes\\n: #\\ttab\\n\\n  in\\n"}
        - {op: add, path: /write_files/-, value: {path: /etc/y, encoding: b64, content: "AAECA/8=", permissions: "0600"}}
    `,
    userData:
      "#cloud-config\nwrite_files:\n  - path: /etc/a\n    permissions: '0755'\n    content: |+\n      a\n\n",
    config: {
      write_files: [
        { path: '/etc/a', permissions: '0755', content: 'a\n\n' },
        { path: '/etc/x', permissions: '0644', content: 'yes\n: #\ttab\n\n  in\n' },
        { path: '/etc/y', encoding: 'b64', content: 'AAECA/8=', permissions: '0600' },
      ],
    },
  },
  'a host name in user data and meta-data': {
    rules: `
      variables: [{name: host, annotation: host, transforms: [{case: Lower}]}]
      userData: [{op: set, path: /hostname, value: $(host)}, {op: set, path: /fqdn, value: $(host).example.com}]
      metaData: [{op: set, path: /hostname, value: $(host)}, {op: set, path: /instanceId, value: id-$(host)}]
    `,
    annotations: { host: 'NO' },
    userData: '',
    config: { hostname: 'no', fqdn: 'no.example.com' },
    metadata: { 'local-hostname': 'no', 'instance-id': 'id-no' },
  },
  'a resolver, a proxy and times, merged into what was there': {
    rules: `
      userData:
        - {op: merge, path: "", value: {resolv_conf: {nameservers: [10.0.0.53], options: {timeout: 1}}, manage_resolv_conf: true}}
        - {op: set, path: /apt/http_proxy, value: "http://proxy.example.com:3128"}
        - {op: merge, path: /ntp, value: {servers: [ntp.example.com], enabled: null}}
    `,
    userData:
      '#cloud-config\nresolv_conf: {domain: example.com, options: {rotate: yes}}\nntp: {enabled: off, pools: []}\n',
    config: {
      resolv_conf: {
        domain: 'example.com',
        options: { rotate: true, timeout: 1 },
        nameservers: ['10.0.0.53'],
      },
      manage_resolv_conf: true,
      apt: { http_proxy: 'http://proxy.example.com:3128' },
      ntp: { pools: [], servers: ['ntp.example.com'] },
    },
  },
  'a certificate authority from an annotation, line by line': {
    rules: `
      variables: [{name: certificate, annotation: ca}]
      userData: [{op: add, path: /ca_certs/trusted/-, value: $(certificate)}]
    `,
    annotations: { ca: CERTIFICATE },
    userData: '#cloud-config\n# company base\n',
    config: { ca_certs: { trusted: [CERTIFICATE] } },
  },
};

const MULTIPART = [
  'Content-Type: multipart/mixed; boundary="===x=="',
  'MIME-Version: 1.0',
  '',
  '--===x==',
  'Content-Type: text/x-shellscript; charset="utf-8"',
  '',
  '#!/bin/sh',
  'echo first',
  '--===x==',
  'Content-Type: text/cloud-config; charset="utf-8"',
  'Content-Transfer-Encoding: base64',
  '',
  btoa('#cloud-config\npackages: [vim]\nlocale: C\n'),
  '--===x==--',
  '',
].join('\n');

/** More than a plain cloud-config, or one that cloud-init's schema has something against from the start. */
export const others: Readonly<Record<string, CloudInitCase>> = {
  'octal, booleans, anchors and merge keys that nobody touched': {
    rules: 'userData: [{op: set, path: /hostname, value: a}]',
    userData:
      '#cloud-config\ntimezone: UTC\nwrite_files:\n- &f {path: /a, permissions: 0644, append: yes}\n- {<<: *f, path: /b}\r\n',
    config: {
      timezone: 'UTC',
      hostname: 'a',
      write_files: [
        { path: '/a', permissions: 0o644, append: true },
        { path: '/b', permissions: 0o644, append: true },
      ],
    },
  },
  'a script that is kept and runs as before': {
    rules: `foreignUserData: Wrap\n${ADD_PACKAGE}`,
    userData: SCRIPT,
    config: { packages: ['qemu-guest-agent'] },
    scripts: [SCRIPT],
    parts: ['text/x-shellscript', 'text/cloud-config'],
  },
  'a script that the rule passes over': {
    rules: `foreignUserData: Skip\n${ADD_PACKAGE}`,
    userData: SCRIPT,
    config: {},
    scripts: [SCRIPT],
    parts: ['text/x-shellscript'],
  },
  'a cloud-config inside a multipart, in base64': {
    rules: ADD_PACKAGE,
    userData: MULTIPART,
    config: { packages: ['vim', 'qemu-guest-agent'], locale: 'C' },
    scripts: ['#!/bin/sh\necho first'],
    parts: ['text/x-shellscript', 'text/cloud-config'],
  },
  'a multipart without a cloud-config, which gets one': {
    rules: `userData: [{op: set, path: /motd, value: "grüezi — 你好"}]`,
    userData: MULTIPART.replace(/text\/cloud-config/, 'text/x-shellscript').replace(
      /^[A-Za-z0-9+/=]{40,}$/m,
      btoa('#!/bin/sh\necho second\n'),
    ),
    config: { motd: 'grüezi — 你好' },
    scripts: ['#!/bin/sh\necho first', '#!/bin/sh\necho second\n'],
    parts: ['text/x-shellscript', 'text/x-shellscript', 'text/cloud-config'],
  },
  'a template, which cloud-init renders': {
    rules: 'userData: [{op: set, path: /timezone, value: UTC}, {op: set, path: /motd, value: "$$(x) {y}"}]',
    userData: '## template: jinja\n#cloud-config\nhostname: "{{ v1.local_hostname }}-x"\n',
    config: { hostname: 'vm-x', timezone: 'UTC', motd: '$(x) {y}' },
    parts: ['text/jinja2'],
  },
  'KubeVirt’s example sidecar as a rule': {
    rules: 'cloudInitData: [{op: replace, path: /UserData, value: "#cloud-config\\n"}]',
    userData: '#cloud-config\npassword: atomic\n',
    config: {},
    log: [/empty cloud config/],
  },
};
