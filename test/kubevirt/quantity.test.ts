import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseQuantity, QUANTITY_UNITS, quantityIn } from '../../src/kubevirt/quantity.ts';

const NANO = 10n ** 9n;

suite('Kubernetes quantities', () => {
  for (const [text, nanos] of [
    ['0', 0n],
    ['8', 8n * NANO],
    ['500m', NANO / 2n],
    ['100n', 100n],
    ['5u', 5000n],
    ['1.5Gi', 1536n * 2n ** 20n * NANO],
    ['1e3', 1000n * NANO],
    ['1E3', 1000n * NANO],
    ['1E', 10n ** 18n * NANO],
    ['12e-3', 12n * 10n ** 6n],
    ['.5', NANO / 2n],
    ['5.', 5n * NANO],
    ['+1', NANO],
    ['-1', -NANO],
    ['-500m', -NANO / 2n],
    ['1.0000000001', NANO + 1n],
    ['  16Gi ', 16n * 2n ** 30n * NANO],
    ['123456789012345678', 123_456_789_012_345_678n * NANO],
  ] as const) {
    test(`"${text}" is a quantity`, () => assert.equal(parseQuantity(text), nanos));
  }

  for (const text of [
    '',
    ' ',
    '.',
    '-',
    'Gi',
    '16GB',
    '16gi',
    '1 Gi',
    '0x10',
    '1e',
    '1e1000',
    '1_000',
    '1,5',
    'NaN',
    'Infinity',
    '1Kii',
    '1toString',
    '٣',
    '1'.repeat(30),
  ]) {
    test(`"${text}" is none`, () => assert.equal(parseQuantity(text), undefined));
  }

  for (const [text, unit, amount] of [
    ['1', 'Ki', 1n],
    ['1024', 'Ki', 1n],
    ['1025', 'Ki', 2n],
    ['1Gi', 'M', 1074n],
    ['1m', '1', 1n],
    ['0', 'Ti', 0n],
    ['-1', '1', undefined],
    ['x', '1', undefined],
  ] as const) {
    test(`"${text}" in ${unit} is ${amount ?? 'nothing'}`, () =>
      assert.equal(quantityIn(text, unit), amount));
  }

  test('a whole number of a unit is that number in it', () => {
    const units = QUANTITY_UNITS.filter((unit) => unit !== '1');
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 9n), fc.constantFrom(...units), (amount, unit) => {
        assert.equal(quantityIn(`${amount}${unit}`, unit), amount);
      }),
    );
  });

  test('any text is a quantity or none, and never an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseQuantity(text)));
  });
});
