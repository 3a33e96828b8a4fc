import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CorpusCase } from '../cases.ts';
import { type Judgement, judge } from './judge.ts';

const domain = (inner: string) => `<domain type="kvm">${inner}</domain>`;
const devices = (inner: string) => domain(`<devices>${inner}</devices>`);
const disk = (name: string, rest = '') =>
  `<disk type="file" device="disk"><source file="/${name}"/><target dev="${name}"/>${rest}</disk>`;

/** Before, after, and what an expression is then: a verdict, the fields to restate, a part of the reason. */
const ROWS: Record<string, readonly [string, string, Judgement['verdict'], number, RegExp]> = {
  'nothing to change': [domain(''), domain(''), 'yes', 0, /nothing/],
  'an attribute outside of lists': [
    domain('<cpu mode="host-model"/>'),
    domain('<cpu mode="host-passthrough"/>'),
    'yes',
    0,
    /sets fields/,
  ],
  'a section that is new': [
    domain(''),
    domain('<memtune><hard_limit unit="KiB">1</hard_limit></memtune>'),
    'yes',
    0,
    /sets fields/,
  ],
  'an element that goes': [
    domain('<iothreads>1</iothreads><cpu/>'),
    domain('<iothreads>1</iothreads>'),
    'yes',
    0,
    /null/,
  ],
  'an attribute that Go always writes': [
    domain('<os><smbios mode="sysinfo"/></os>'),
    domain('<os><smbios/></os>'),
    'no',
    0,
    /cannot remove \/os\/smbios\/@mode/,
  ],
  'one more in a list': [
    devices(disk('a')),
    devices(disk('a') + disk('b')),
    'yes',
    0,
    /list \+ \[\.\.\.\]: disk/,
  ],
  'one less in a list': [devices(disk('a') + disk('b')), devices(disk('b')), 'yes', 0, /filter/],
  'another order in a list': [
    devices(disk('a') + disk('b')),
    devices(disk('b') + disk('a')),
    'yes',
    0,
    /filter/,
  ],
  'a change inside of a list, with four fields that stay': [
    devices(disk('a') + disk('b')),
    devices(disk('a') + disk('b', '<serial>x</serial>')),
    'restating',
    4,
    /each changed disk/,
  ],
  'a change deep inside of a list counts the fields beside the way': [
    devices('<video><model type="vga" heads="1"/><alias name="x"/></video>'),
    devices('<video><model type="vga" heads="1"><resolution x="1" y="2"/></model><alias name="x"/></video>'),
    'restating',
    3,
    /video/,
  ],
  'an element of a list of which nothing stays is a new one': [
    devices('<video><model type="vga"/></video>'),
    devices('<video><model type="none"/></video>'),
    'yes',
    0,
    /video/,
  ],
  'what libvirtxml does not know': [
    devices(''),
    devices(disk('a', '<sparkles/>')),
    'no',
    0,
    /libvirtxml has no \/devices\/disk\/sparkles/,
  ],
  'two where libvirtxml holds one': [
    domain('<cpu/>'),
    domain('<cpu/><cpu mode="custom"/>'),
    'no',
    0,
    /holds one \/cpu/,
  ],
  'sections in another order': [domain('<cpu/><os/>'), domain('<os/><cpu/>'), 'no', 0, /order/],
  'metadata of one’s own beside KubeVirt’s': [
    domain('<metadata><a/></metadata>'),
    domain('<metadata><a/><b/></metadata>'),
    'yes',
    0,
    /unescaped/,
  ],
  'metadata that changes': [
    domain('<metadata><a/></metadata>'),
    domain('<metadata><a x="1"/></metadata>'),
    'no',
    0,
    /one text/,
  ],
};

suite('KubeVirt’s CEL hook', () => {
  for (const [name, [before, after, verdict, restated, reason]] of Object.entries(ROWS)) {
    test(`${verdict}: ${name}`, () => {
      const judged = judge(caseWith({ before, after }));
      assert.deepEqual([judged.verdict, judged.restated], [verdict, restated], judged.reasons.join());
      assert.match(judged.reasons.join('; '), reason);
    });
  }

  const same = { before: domain(''), after: domain('') };
  const rule = (transform: string) => `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata:
  name: x
spec:
  variables:
    - name: x
      annotation: example.com/x
      transforms: [${transform}]
  domain:
    - op: set
      path: /domain/title
      value: $(x)
`;
  const OUT_OF_REACH: Record<string, Partial<CorpusCase>> = {
    'cloud-init': { compare: 'json-exact' },
    'a refusal with a message': { refuses: 'no such format' },
    'JSON in an annotation': { rule: rule('parse: Json') },
    'a hash': { rule: rule('hash: {length: 8}') },
    Base64: { rule: rule('encode: Base64') },
  };
  for (const [name, given] of Object.entries(OUT_OF_REACH)) {
    test(`no: ${name}`, () => assert.equal(judge(caseWith({ ...same, ...given })).verdict, 'no'));
  }

  test('yes: a value that is cut out of a text', () => {
    assert.equal(judge(caseWith({ ...same, rule: rule('split: ","') })).verdict, 'yes');
  });
});

function caseWith(given: Partial<CorpusCase>): CorpusCase {
  return {
    id: 'group/case',
    group: 'group',
    folder: '',
    intent: '',
    compare: 'xml-canonical',
    before: '',
    after: '',
    vmi: {},
    refuses: undefined,
    inexpressible: undefined,
    rule: undefined,
    ...given,
  };
}
