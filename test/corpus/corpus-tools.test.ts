import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { needs } from '../real/requirements.ts';
import { canonicalLines } from './canonical-xml.ts';
import { sameCloudInit } from './compare-cloud-init.ts';
import { nextPass } from './lossy-pass.ts';

const isSame = (a: string, b: string) => canonicalLines(a).join('\n') === canonicalLines(b).join('\n');

suite('how the corpus compares and forgets', () => {
  const PAIRS: Readonly<Record<string, readonly [string, string, boolean]>> = {
    'order of attributes and layout': [
      `<a b="1" c="2"><d/></a>`,
      `<a c='2' b='1'>\n <!-- x --><d></d>\n</a>`,
      true,
    ],
    'order of children of different names': ['<a><b/><c/></a>', '<a><c/><b/></a>', true],
    'order of children of one name': ['<a><b x="1"/><b x="2"/></a>', '<a><b x="2"/><b x="1"/></a>', false],
    'another text': ['<a>x</a>', '<a> x</a>', false],
    'another prefix for a namespace': ['<p:a xmlns:p="u"/>', '<a xmlns="u"/>', true],
    'another namespace': ['<a xmlns="u"/>', '<a/>', false],
  };
  for (const [name, [a, b, wanted]] of Object.entries(PAIRS)) {
    test(`${name}: ${wanted ? 'the same' : 'different'}`, () => assert.equal(isSame(a, b), wanted));
  }

  test('a pass drops what KubeVirt does not know, and everything outside of devices', () => {
    const first =
      '<domain><vcpu>1</vcpu><devices><disk><alias name="a"/><wwn>1</wwn></disk></devices></domain>';
    const result =
      '<domain><vcpu>2</vcpu><devices><disk><alias name="a"/><wwn>1</wwn><iotune/><serial>s</serial></disk><shmem/></devices></domain>';
    const wanted =
      '<domain><vcpu>1</vcpu><devices><disk><alias name="a"/><wwn>1</wwn><serial>s</serial></disk></devices></domain>';
    assert.ok(isSame(nextPass(first, result), wanted));
  });

  test('cloud-config is the same when PyYAML reads the same', { skip: needs('python yaml') }, () => {
    const data = (UserData: string) => ({ UserData, NetworkData: '' });
    const pair = (a: string, b: string, compare: 'cloud-config-semantic' | 'json-exact') => ({
      wanted: data(a),
      result: data(b),
      compare,
    });
    const verdicts = sameCloudInit([
      pair('#cloud-config\na: {b: 1}\n', '#cloud-config\na:\n  b: 1\n', 'cloud-config-semantic'),
      pair('#cloud-config\na: no\n', '#cloud-config\na: "no"\n', 'cloud-config-semantic'),
      pair('#cloud-config\na: 1\n', 'a: 1\n', 'cloud-config-semantic'),
      pair('#cloud-config\na: 1\n', '#cloud-config\na:  1\n', 'json-exact'),
    ]);
    assert.deepEqual(verdicts, [true, false, false, false]);
  });
});
