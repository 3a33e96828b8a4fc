import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RuleResult } from '../../src/engine/trace.ts';
import { bytesOf, SECRET, secretNumber, secretWord, smallerCases } from './fuzz-case.ts';
import { unforeseenCloudInitChange } from './unforeseen-data.ts';
import { unforeseenDomainChange } from './unforeseen-domain.ts';

const wrote = (...paths: readonly string[]): readonly RuleResult[] => [
  {
    rule: 'a',
    outcome: 'Applied',
    writes: paths.map((path) => ({ field: 'spec.domain[0]', path, action: 'set' })),
  },
];

const DOMAIN = '<domain>\n\t<os a="1"><type>hvm</type></os>\n\t<devices><disk/><disk/></devices>\n</domain>';

const DOMAINS: Readonly<
  Record<string, { readonly after: string; readonly path: string; readonly says: RegExp | undefined }>
> = {
  'a written attribute': { after: DOMAIN.replace('a="1"', 'a="2"'), path: '/domain/os/@a', says: undefined },
  'another attribute': {
    after: DOMAIN.replace('a="1"', 'a="2"'),
    path: '/domain/os/@b',
    says: /@a is different/,
  },
  'a lost text': { after: DOMAIN.replace('hvm', ''), path: '/domain/os/@a', says: /text\(\) is different/ },
  'a lost element': {
    after: DOMAIN.replace('<disk/>', ''),
    path: '/domain/os/@a',
    says: /disk is different/,
  },
  'a comment that is new': {
    after: DOMAIN.replace('<disk/>', '<disk/><!--x-->'),
    path: '/domain/os/@a',
    says: /comment/,
  },
  'layout and quotes alone': {
    after: DOMAIN.replace('<disk/>', '\n<disk ></disk>\n').replace('"1"', "'1'"),
    path: '/domain/x',
    says: undefined,
  },
  'an end tag that is missing': {
    after: DOMAIN.replace('</os>', ''),
    path: '/domain',
    says: /not well-formed/,
  },
  'a prefix without a declaration': {
    after: DOMAIN.replace('<disk/>', '<q:disk/>'),
    path: '/domain',
    says: /not well-formed/,
  },
  'a DOCTYPE': { after: `<!DOCTYPE domain>${DOMAIN}`, path: '/domain', says: /DOCTYPE/ },
};

const data = (UserData: string, more: object = {}) =>
  JSON.stringify({ UserData, NetworkData: '', VolumeName: 'v', ...more });

const CLOUD_INIT: Readonly<
  Record<string, { readonly after: string; readonly path: string; readonly says: RegExp | undefined }>
> = {
  'a written member': { after: data('#cloud-config\na: 2\nb: 1\n'), path: 'userData /a', says: undefined },
  'another member': { after: data('#cloud-config\na: 1\nb: 2\n'), path: 'userData /a', says: /member/ },
  'a member that is gone': { after: data('#cloud-config\na: 2\n'), path: 'userData /a', says: /member/ },
  'another field': {
    after: data('#cloud-config\na: 1\nb: 1\n', { VolumeName: 'w' }),
    path: 'userData /a',
    says: /VolumeName/,
  },
  'network data instead': {
    after: data('#cloud-config\na: 1\nb: 1\n', { NetworkData: 'x: 1' }),
    path: 'userData /a',
    says: /NetworkData/,
  },
  'user data that is empty': { after: data(''), path: 'userData /a', says: /empty/ },
  'user data that is no mapping any more': {
    after: data('#cloud-config\n- a\n'),
    path: 'userData /a',
    says: /mapping/,
  },
};

suite('the alarms of the fuzzer ring', () => {
  for (const [name, { after, path, says }] of Object.entries(DOMAINS)) {
    test(`${name} in a domain ${says ? 'is seen' : 'is all right'}`, () => {
      const said = unforeseenDomainChange(DOMAIN, after, wrote(path));
      if (says) assert.match(said ?? '', says);
      else assert.equal(said, undefined);
    });
  }

  for (const [name, { after, path, says }] of Object.entries(CLOUD_INIT)) {
    test(`${name} in cloud-init data ${says ? 'is seen' : 'is all right'}`, () => {
      const said = unforeseenCloudInitChange(data('#cloud-config\na: 1\nb: 1\n'), after, wrote(path));
      if (says) assert.match(said ?? '', says);
      else assert.equal(said, undefined);
    });
  }

  test('planted secrets are found, in any case', () => {
    for (const text of [
      secretWord(0),
      secretWord(8).toUpperCase(),
      String(secretNumber(8)),
      `a${secretWord(3)}b`,
    ])
      assert.match(text, SECRET);
  });

  test('bytes that are no UTF-8 can be kept in a case', () => {
    assert.deepEqual([...bytesOf('é\udcff\udc80')], [0xc3, 0xa9, 0xff, 0x80]);
    assert.deepEqual([...bytesOf('😀')], [0xf0, 0x9f, 0x98, 0x80]);
  });

  test('a case shrinks to less, in every part', () => {
    const one = { rules: ['{"a": [1, 2]}', 'x\ny\n'], domain: '<a>\n<b/>\n</a>' };
    const smaller = [...smallerCases(one)];
    assert.ok(smaller.every((other) => JSON.stringify(other).length < JSON.stringify(one).length));
    assert.ok(smaller.some(({ domain }) => domain === '<a>\n</a>'));
    assert.ok(smaller.some(({ rules }) => rules[0] === '{"a":[1]}'));
  });
});
