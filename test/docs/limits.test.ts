import assert from 'node:assert/strict';
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { read, root } from './markdown.ts';

// `UPDATE_DOCS=1 scripts/node --test test/docs/limits.test.ts` writes the constants' numbers into the page.

const PAGE = 'docs/limits.md';

/** Constants of this form that no user meets: how much is shown, looked at for a hint, or tried for a proof. */
const NO_LIMITS_OF_USERS = [
  'cli/explain-results.ts MAX_ITEMS',
  'cli/words.ts MAX_VALUE',
  'engine/guess-vmi.ts MAX_VMIS',
  'rules/check-name.ts MAX_PLACES',
  'rules/domain-ways.ts MAX_WAYS',
  'server/grpc-message.ts MAX_COPIED_BYTES',
  'server/grpc-server.ts MAX_QUOTED_PATH',
  'server/log.ts MAX_FRAMES',
  'server/stderr.ts MAX_WAITING_CHARACTERS',
  'text/frame.ts MAX_WIDTH',
  'xml/scan.ts maxMessageLength',
  'yaml/syntax-lines.ts MAX_LINES_BACK',
  'yaml/syntax-marks.ts MAX_ENTRY',
  'yaml/syntax.ts MAX_PROBLEMS',
];

const constants: ReadonlyMap<string, string> = new Map(
  globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.startsWith('src/gen/'))
    .flatMap((file) =>
      [...read(file).matchAll(/^(?:export )?const ((?:MAX_|max)\w+) = ([^;]+);/gm)].map(
        ([, name, value]) => [`${file.slice('src/'.length)} ${name}`, value ?? ''] as const,
      ),
    ),
);
const row = /^(\| .* \| )([\d,]+)( .*)?( \| .* \| `([^`]+)` `([^`]+)` \|)$/gm;

suite('the page of limits', () => {
  test('has the numbers of the code', () => {
    const text = read(PAGE);
    let rows = 0;
    const right = text.replace(row, (_, what, __, unit = '', rest, file, name) => {
      rows++;
      return `${what}${valueIn(file, name).toLocaleString('en')}${unit}${rest}`;
    });
    assert.ok(rows > 40, String(rows));
    assert.equal(rows, text.match(/^\| (?!what)(?!-)/gm)?.length, 'every row has a number and a constant');
    if (process.env['UPDATE_DOCS']) writeFileSync(join(root, PAGE), right);
    else assert.equal(text, right);
  });

  test('has every limit of the code', () => {
    const listed = [...read(PAGE).matchAll(row)].map(([, , , , , file, name]) => `${file} ${name}`);
    assert.ok(constants.size > 40, String(constants.size));
    assert.deepEqual(
      [...constants.keys()].filter((key) => !listed.includes(key) && !NO_LIMITS_OF_USERS.includes(key)),
      [],
    );
    assert.deepEqual(
      NO_LIMITS_OF_USERS.filter((key) => !constants.has(key)),
      [],
    );
  });
});

/** Where what is used up was another call's. */
const WITHOUT_A_NUMBER = ['the slow call before this one took all of its time'];

test('each LimitExceeded says how much is allowed, or how big the thing is', () => {
  const thrown = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(/new Failure\(\s*'LimitExceeded'[^;]*;/g)].map(
      ([call]) => `${file}: ${call.replace(/\s+/g, ' ')}`,
    );
  });
  assert.ok(thrown.length > 25, String(thrown.length));
  const isNumbered = (call: string) => call.includes('${') || /'LimitExceeded', what\b/.test(call);
  assert.deepEqual(
    thrown.filter((call) => !isNumbered(call) && !WITHOUT_A_NUMBER.some((known) => call.includes(known))),
    [],
  );
});

function valueIn(file: string, name: string): number {
  const [, value] = new RegExp(`\\b${name}(?: =|:) ([^;,]+)[;,]`).exec(read(`src/${file}`)) ?? [];
  assert.ok(value, `src/${file} has no ${name}`);
  return calculate(value, file);
}

/** Numbers, `*`, `-`, and constants of the same or another file by their names. */
function calculate(expression: string, file: string): number {
  return expression
    .split(' - ')
    .map((product) =>
      product
        .split(' * ')
        .map((factor) =>
          /^[\d_]+$/.test(factor) ? Number(factor.replaceAll('_', '')) : lookUp(factor, file),
        )
        .reduce((a, b) => a * b),
    )
    .reduce((a, b) => a - b);
}

function lookUp(name: string, file: string): number {
  const key = [...constants.keys()].find((one) => one === `${file} ${name}` || one.endsWith(` ${name}`));
  assert.ok(key, `${file}: ${name}`);
  return calculate(constants.get(key) ?? '', file);
}
