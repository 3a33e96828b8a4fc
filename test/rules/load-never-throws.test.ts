import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { loadRules } from '../../src/rules/load.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { MAX_FINDINGS } from '../../src/yaml/read.ts';
import { HEADER, ruleText } from './support.ts';

/** A file in which most of the language occurs, to be broken. */
const SEED = `${ruleText(`description: everything
match: {namespaces: ["prod-*"], labels: {tier: {in: [gold, 2]}, a: b}, dataSources: [NoCloud]}
exclude: {annotations: {x: {exists: true, like: "a*", matches: "[a-z]+", atLeast: 16Gi}}}
capabilities: [QemuCommandLine, HostFile]
namespaces: {v: "http://vendor"}
forEach:
  - {name: disk, domain: "/domain/devices/disk[@device='disk']", index: i}
  - {name: pin, annotation: pins, transforms: [{split: ","}, {capture: "(?<cpu>[0-9]+):(?<set>[0-9-]+)"}]}
variables:
  - {name: io, value: "$(pin.cpu)", transforms: [{map: {none: native, "*": threads}}], must: {in: [native]}}
  - {name: free, firstFree: {of: "vd{a..z}", taken: //target/@dev}}
  - {name: size, vmi: /spec/domain/memory/guest, default: 1Gi, onMissing: Fail, transforms: [{quantity: Mi}]}
when: [{anyOf: [{label: a, equals: 2}, {not: {variable: io, notIn: [a]}}]}]
failurePolicy: Ignore
domain:
  - {op: set, path: "$disk/driver/@cache", value: $(io)}
  - op: add
    path: /domain/qemu:commandline
    xml: |
      <qemu:arg value='-fw_cfg'/>
      <qemu:arg value='name=x,string=$(io) $$(y)'/>
  - {op: move, from: /domain/v:a, path: /domain/b, as: c, position: First}
  - {op: test, path: "count(//disk) > 1", message: too few}
`)}---
${ruleText(`variables: [{name: key, label: k}]
userData:
  - {op: add, path: "/users/[name=$(key)]/keys/-", value: {a: [1, true, null, "$(key)"]}}
  - {op: merge, path: "", value: {b: "0644"}}
cloudInitData: [{op: replace, path: /VolumeName, value: x}]
`).replace('example', 'other')}`;

const PIECES = [
  '\n', '  ', '\t', ':', '- ', '{', '}', '[', ']', '"', "'", '|', '>', '&a ', '*a', '<<', '#', '$(', '$$(', ')', '$x',
  '(?<a>', '\\1', '<a>', '</a>', '&lt;', '&', '__proto__', 'constructor', '\0', '\u0085', '\u2028', '\ud83d', '😀',
  '\ufeff', '---\n', '...\n', '%YAML 1.1\n', '!!binary ', '~', '~1', '/', '//', '::', '@', '0x', '1e9', 'null', '? ',
  'x'.repeat(5000), '['.repeat(200), '(', 'not(', '{a..z}', '\r\n', '\r',
]; // biome-ignore format: a list of pieces

const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 4 }));

/** Where, how much is cut out, what stands there instead. */
const change = fc.tuple(fc.nat(SEED.length), fc.oneof(fc.constant(0), fc.nat(12)), piece);

function broken(changes: readonly (readonly [number, number, string])[]): string {
  return changes.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), SEED);
}

function assertSound(text: string): void {
  const { diagnostics } = loadRules([{ name: 'rule.yaml', text }]);
  assert.ok(diagnostics.length <= MAX_FINDINGS + 2);
  for (const diagnostic of diagnostics) {
    const { span } = diagnostic;
    assert.ok(
      span && span.start >= 0 && span.start <= span.end && span.end <= text.length,
      diagnostic.message,
    );
    assert.match(formatDiagnostic(diagnostic), /^rule\.yaml(?::\d+:\d+)?: [A-Z][A-Za-z]+: \P{Cc}+$/u);
  }
}

suite('loading rules', () => {
  test('the seed itself is right', () =>
    assert.deepEqual(loadRules([{ name: 'a', text: SEED }]).diagnostics, []));

  test('a file with anything changed in it gives findings with places, and never an exception', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) =>
        assertSound(broken(changes)),
      ),
      { numRuns: 3000 },
    );
  });

  test('any text gives findings with places, and never an exception', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => assertSound(pieces.join(''))),
      { numRuns: 1000 },
    );
  });

  test('the same text gives the same findings', () => {
    const text = SEED.replaceAll('op:', 'opp:');
    const load = () => loadRules([{ name: 'a', text }]).diagnostics.map(formatDiagnostic);
    assert.deepEqual(load(), load());
  });
});

const LARGE: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'brackets', text: '['.repeat(1 << 20) },
  { name: 'braces', text: '{a: '.repeat(200_000) },
  { name: 'quotes', text: '"'.repeat(1 << 18) },
  { name: 'dashes', text: '- '.repeat(1 << 19) },
  { name: 'documents', text: '---\na: 1\n'.repeat(100_000) },
  {
    name: 'unknown fields',
    text: HEADER + Array.from({ length: 60_000 }, (_, i) => `  k${i}: 1\n`).join(''),
  },
  {
    name: 'aliases',
    text: `${HEADER}  description: &a x\n  variables: [{name: x, value: [${'*a,'.repeat(200_000)}]}]\n`,
  },
  {
    name: 'unknown variables',
    text: ruleText(`domain: [{op: set, path: /domain/a, value: '${'$(x)'.repeat(200_000)}'}]\n`),
  },
  {
    name: 'unknown variables on lines of their own',
    text: `${HEADER}  domain:\n    - op: set\n      path: /domain/a\n      value: |\n${'        $(x)\n'.repeat(80_000)}`,
  },
  {
    name: 'one long text',
    text: ruleText(`description: ${'x'.repeat(1 << 20)}\ndomain: [{op: remove, path: /domain/a}]\n`),
  },
  {
    name: 'elements inside each other',
    text: ruleText(`domain: [{op: set, path: /domain/a, xml: '${'<a>'.repeat(200_000)}'}]\n`),
  },
];

suite('files of a megabyte', () => {
  for (const { name, text } of LARGE) {
    test(`${name} are refused, or taken, in seconds`, { timeout: 30_000 }, () => assertSound(text));
  }
});
