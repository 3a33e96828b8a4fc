import { globSync, readFileSync } from 'node:fs';
import { EXAMPLE_DOMAINS } from '../../../src/kubevirt/example-domains.ts';
import type { FuzzCase } from '../fuzz-case.ts';
import { EDIT_EVERYTHING } from '../generators.ts';

/** A reader to be explored: the texts to begin with, and the case that hands it a text. */
export interface Target {
  readonly seeds: () => readonly string[];
  readonly caseOf: (text: string) => FuzzCase;
}

const VMI = '{"metadata":{"name":"vm","namespace":"default","annotations":{"a":"qzx1"}}}';

/** Long seeds are mostly repetition, and slow. */
const MAX_SEED = 6000;

const filesOf = (...patterns: readonly string[]) =>
  globSync(patterns)
    .sort()
    .map((file) => readFileSync(file, 'utf8'))
    .filter((text) => text.length <= MAX_SEED);

const withUserData = (UserData: string, NetworkData = '') =>
  JSON.stringify({
    DataSource: 'noCloud',
    NoCloudMetaData: { 'local-hostname': 'a' },
    UserData,
    NetworkData,
    VolumeName: 'v',
  });

const expressionRule = (expression: string) =>
  JSON.stringify({
    apiVersion: 'sidepatch/v1alpha1',
    kind: 'Rule',
    metadata: { name: 'x' },
    spec: {
      variables: [
        { name: 'a', annotation: 'a' },
        { name: 'b', domain: expression, default: 'none' },
      ],
      domain: [{ op: 'set', path: '/domain/title', value: '$(b?)' }],
    },
  });

export const TARGETS: Readonly<Record<string, Target>> = {
  'rule files': {
    seeds: () =>
      filesOf('rules/*.yaml', 'rules/tests/*.yaml', 'examples/*/rule*.yaml', 'test/corpus/*/*/*.yaml'),
    caseOf: (text) => ({ rules: [text], vmi: VMI, domain: SMALL_DOMAIN }),
  },
  'domain XML': {
    seeds: () =>
      [SMALL_DOMAIN, ...EXAMPLE_DOMAINS, ...filesOf('test/corpus/*/*/*.xml')].map((text) =>
        text.slice(0, MAX_SEED * 3),
      ),
    caseOf: (text) => ({ rules: [EDIT_EVERYTHING], vmi: VMI, domain: text }),
  },
  'XPath expressions': {
    seeds: () => [
      ...filesOf('rules/*.yaml', 'test/corpus/*/*/*.yaml').flatMap((text) =>
        [...text.matchAll(/(?:path|domain|from|taken): (["']?)(\S.*)\1$/gm)].map((found) => found[2] ?? ''),
      ),
      "//disk[@a = $a][position() < last()]/../*[starts-with(name(), 'a')] | (//b)[1]",
      'concat(substring-before("a", \'b\'), string(-1.5 div 0 mod 2)) != normalize-space(ancestor::*/@x)',
    ],
    caseOf: (text) => ({ rules: [expressionRule(text)], vmi: VMI, domain: SMALL_DOMAIN }),
  },
  'user data': {
    seeds: () => [
      ...filesOf('test/corpus/**/*user*data*', 'test/corpus/**/*.cfg'),
      '#cloud-config\nusers:\n  - name: a\n    keys: [b, "c"]\na: {b: &x [1, 0644], c: *x}\nd: |\n  e\n',
      'Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n\n--b\nContent-Type: text/cloud-config\nContent-Transfer-Encoding: base64\n\nI2Nsb3VkLWNvbmZpZwphOiAxCg==\n--b--\n',
      '## template: jinja\n#cloud-config\na: {{ b }}\n',
    ],
    caseOf: (text) => ({ rules: [EDIT_EVERYTHING], vmi: VMI, cloudInit: withUserData(text) }),
  },
  'network data': {
    seeds: () => [
      'version: 2\nethernets:\n  a: {dhcp4: true}\n',
      'network:\n  version: 1\n  config: []\n',
      '{"links": [], "networks": [{"id": "a"}]}',
    ],
    caseOf: (text) => ({
      rules: [EDIT_EVERYTHING],
      vmi: VMI,
      cloudInit: withUserData('#cloud-config\n', text),
    }),
  },
  CloudInitData: {
    seeds: () => [
      withUserData('#cloud-config\na: 1\n'),
      '{"DataSource":"configDrive","ConfigDriveMetaData":{"uuid":"a","public_keys":{"a":"b"},"devices":[{"type":"nic"}]},"UserData":"","NetworkData":"{}"}',
    ],
    caseOf: (text) => ({ rules: [EDIT_EVERYTHING], vmi: VMI, cloudInit: text, legacy: text }),
  },
};

const SMALL_DOMAIN = `<domain type="kvm">
\t<name>default_vm</name>
\t<os><type arch='x86_64'>hvm</type></os>
\t<devices><disk type="file"><target dev="vda"/><alias name="ua-a"/></disk></devices>
</domain>`;
