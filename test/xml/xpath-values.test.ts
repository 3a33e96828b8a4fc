import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/text/failure.ts';
import { nodePath } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { compileXPath } from '../../src/xml/xpath.ts';
import { elementsOf, evaluate, names, resolve } from './support.ts';

const source = `<?go?><domain xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0" type="kvm"><!-- c -->
  <vcpu n="4">8</vcpu><vcpu n="x">0x10</vcpu>
  <d><b a="1" q:a="2"/><b a="2"><e/></b><b a="3">t<![CDATA[<]]>u</b></d>
  <q:commandline><q:arg value="-x"/></q:commandline>
  <k xmlns="http://kubevirt.io"><uid>7</uid></k>
</domain>`;

/** XPath 1.0; a list of paths for nodes. */
const rows: [text: string, value: string | number | boolean | string[]][] = [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['7 mod 4 - 2', 1],
  ['-7 mod 4', -3],
  ['7 div 2', 3.5],
  ['1 div 0', Number.POSITIVE_INFINITY],
  ['- - 1', 1],
  ['8 - 2 - 1', 5],
  ['4.', 4],
  ['.5 + 4.', 4.5],
  ['1 < 2 = true()', true],
  ['1 or 1 div 0 and 0', true],
  ['string(1 div 3 = 0.3333333333333333)', 'true'],
  ['string(1000000 * 1000000 * 1000000 * 10000)', '10000000000000000000000'],
  ['string(0.0000001)', '0.0000001'],
  ['string(-0)', '0'],
  ['string(1.0)', '1'],
  ['string(1 div 0)', 'Infinity'],
  ["number(' 12 ')", 12],
  ["number('4.')", 4],
  ["number('.5')", 0.5],
  ["number('-.5')", -0.5],
  ["number('+1')", Number.NaN],
  ["number('1e3')", Number.NaN],
  ["number('0x10')", Number.NaN],
  ["number('\u00a01')", Number.NaN],
  ["number('')", Number.NaN],
  ['number(/nothing)', Number.NaN],
  ['number(/domain/vcpu[2])', Number.NaN],
  ['/nothing + 1', Number.NaN],
  ['floor(/nothing)', Number.NaN],
  ['sum(/nothing)', 0],
  ['sum(//b/@a)', 6],
  ['floor(2.6)', 2],
  ['ceiling(2.2)', 3],
  ['round(2.5)', 3],
  ['round(-2.5)', -2],
  ["substring('12345', 2, 3)", '234'],
  ["substring('12345', 1.5, 2.6)", '234'],
  ["substring('12345', 0, 3)", '12'],
  ["substring('12345', 4, -10)", ''],
  ["substring('12345', 0 div 0, 3)", ''],
  ["substring('12345', 1, 0 div 0)", ''],
  ["substring('12345', -42, 1 div 0)", '12345'],
  ["substring('12345', -1 div 0, 1 div 0)", ''],
  ["substring('12345', 3)", '345'],
  ["substring('a𐀀b', 2, 1)", '𐀀'],
  ["string-length('a𐀀b')", 3],
  ["translate('bar', 'abc', 'AB')", 'BAr'],
  ["translate('--aaa--', 'abc-', 'ABC')", 'AAA'],
  ["translate('a𐀀', '𐀀', 'x')", 'ax'],
  ["substring-before('1999/04/01', '/')", '1999'],
  ["substring-before('a', 'b')", ''],
  ["substring-after('1999/04/01', '/')", '04/01'],
  ["substring-after('a', 'b')", ''],
  ["normalize-space('  a  b\n')", 'a b'],
  ["concat('a', 1, true())", 'a1true'],
  ["starts-with('abc', 'ab')", true],
  ["contains('abc', 'd')", false],
  ["contains('abc', '')", true],
  ['boolean(/nothing)', false],
  ["boolean('false')", true],
  ["boolean('')", false],
  ['not(0)', true],
  ['$empty', ''],
  ["$empty = ''", true],
  ['$zero + 1', 1],
  ['$no', false],
  ['not($no)', true],
  ['$bits div 8', 2],
  ["concat('ua-', $disk.name)", 'ua-root'],
  ['string-length($name)', 5],
  ['//b[@a=$name]', []],
  ['//b/@a = 2', true],
  ['//b/@a != 2', true],
  ['//b/@a > 3', false],
  ['3 <= //b/@a', true],
  ['//b/@a = //vcpu/@n', false],
  ['//b/@a != //vcpu/@n', true],
  ['//b/@a < //vcpu/@n', true],
  ['//b/@a >= //vcpu/@n', false],
  ['//nothing = //nothing', false],
  ['//nothing != //b', false],
  ['//b = true()', true],
  ['count(//b | //b | //e)', 4],
  ['count(/domain/@*)', 1],
  ['count(//@*)', 8],
  ['//@*[.=4]', ['/domain/vcpu[1]/@n']],
  ['/domain/@*/self::*', []],
  ['/domain/@*/self::node()', ['/domain/@type']],
  ['//b/@qemu:a', ['/domain/d/b[1]/@q:a']],
  ['//qemu:arg', ['/domain/q:commandline/q:arg']],
  ['//qemu:*/@value', ['/domain/q:commandline/q:arg/@value']],
  ['//k', []],
  ['//kubevirt:uid', ['/domain/k/uid']],
  ["//*[local-name()='uid']", ['/domain/k/uid']],
  ['name(//qemu:arg)', 'q:arg'],
  ['namespace-uri(//kubevirt:uid)', 'http://kubevirt.io'],
  ['//b[2]', ['/domain/d/b[2]']],
  ['//b[last()]', ['/domain/d/b[3]']],
  ['//b[position() > 1]', ['/domain/d/b[2]', '/domain/d/b[3]']],
  ['//b[e]', ['/domain/d/b[2]']],
  ['//b[not(e)][2]', ['/domain/d/b[3]']],
  ['//b[@a=3]/preceding-sibling::b[1]', ['/domain/d/b[2]']],
  ['//b[1]/following-sibling::*', ['/domain/d/b[2]', '/domain/d/b[3]']],
  ['//e/ancestor::*[1]', ['/domain/d/b[2]']],
  ['//e/ancestor-or-self::*', ['/domain', '/domain/d', '/domain/d/b[2]', '/domain/d/b[2]/e']],
  ['//e/..', ['/domain/d/b[2]']],
  ['//e | //b[1] | /domain', ['/domain', '/domain/d/b[1]', '/domain/d/b[2]/e']],
  ['(//b)[2]/@a', ['/domain/d/b[2]/@a']],
  ['string(//b[3])', 't<u'],
  ['string(//b)', ''],
  ['domain/d/b[1]', ['/domain/d/b[1]']],
  ['count(//comment())', 1],
  ["count(//processing-instruction('go'))", 1],
  ["count(//processing-instruction('no'))", 0],
  ['count( //b )', 3],
  ["concat('a', *)", `a${'\n  80x10\n  t<u\n  \n  7\n'}`],
  ['count(div | mod)', 0],
];

for (const [text, value] of rows) {
  test(`${text} gives ${JSON.stringify(value)}`, () => {
    const found = evaluate(parseXml(source), text);
    assert.deepEqual(typeof found === 'object' ? found.map(nodePath) : found, value);
  });
}

test('a variable may be nodes, and those that were removed are no more', () => {
  const document = parseXml(source);
  const [first, second] = elementsOf(document, 'b');
  assert.ok(first && second);
  const variables = () => [second, first];
  assert.deepEqual(evaluate(document, '$node', variables), [first, second]);
  assert.deepEqual(evaluate(document, '$node/@a', variables), [
    first.getAttributeNode('a'),
    second.getAttributeNode('a'),
  ]);
  assert.equal(evaluate(document, 'count($node[@a=2])', variables), 1);
  second.parentNode?.removeChild(second);
  assert.deepEqual(evaluate(document, '$node', variables), [first]);
});

test('something else than nodes where nodes are needed fails', () => {
  for (const text of ['$name/a', 'count($bits)', '$no | //a', '$name[1]', 'sum($empty)', 'name($name)']) {
    assert.throws(
      () => evaluate(parseXml(source), text),
      (error) => error instanceof Failure && error.code === 'TypeMismatch' && !error.message.includes("a'b"),
      text,
    );
  }
});

test('an expression that looks at too many nodes ends', () => {
  const document = () => parseXml(`<a>${'<b/>'.repeat(10_000)}</a>`);
  assert.throws(
    () => evaluate(document(), 'count(//*[count(../*) > 0])'),
    (error) => error instanceof Failure && error.code === 'LimitExceeded',
  );
  assert.throws(() => evaluate(document(), "count(//*[//b = 'x'])"), /more than/);
  assert.throws(() => evaluate(document(), "count(//*[string(/) = 'x'])"), /more than/);
  assert.equal(evaluate(document(), 'count(//*)'), 10_001);
  assert.equal(evaluate(document(), 'count(//*[count(//*) > 0])'), 10_001);
  assert.equal(evaluate(document(), 'count(//*[. = //b])'), 10_001);
});

test('long expressions are evaluated', () => {
  assert.equal(evaluate(parseXml(source), Array(501).fill('1').join('+')), 501);
  assert.equal(evaluate(parseXml(source), `${'-'.repeat(4095)}1`), -1);
  assert.equal(evaluate(parseXml(source), `${'-'.repeat(4094)}1`), 1);
  assert.equal(evaluate(parseXml(source), "--'x'"), Number.NaN);
  assert.equal((evaluate(parseXml(source), `//e${'/.'.repeat(2000)}`) as readonly object[]).length, 1);
});

test('what an expression reads is known without a document', () => {
  const read = (text: string) => {
    const compiled = compileXPath(text, names);
    return 'xpath' in compiled ? [compiled.xpath.readsDocument, compiled.xpath.variables] : assert.fail();
  };
  assert.deepEqual(read('floor($bits div 8) + 1'), [false, ['bits']]);
  assert.deepEqual(read("concat($disk.name, '-', $disk.name, $pin.vcpu)"), [
    false,
    ['disk.name', 'pin.vcpu'],
  ]);
  assert.deepEqual(read('/domain/a[@b=$name]'), [true, ['name']]);
  assert.deepEqual(read('$node/@a'), [true, ['node']]);
  for (const text of ['string()', 'position()', 'last() + 1', 'name()', '.', 'count(a)'])
    assert.equal(read(text)[0], true);
});

test('variables are asked for by their dotted name', () => {
  const asked: string[] = [];
  evaluate(parseXml(source), '$disk.name = $pin.vcpu', (name) => {
    asked.push(name);
    return resolve(name);
  });
  assert.deepEqual(asked, ['disk.name', 'pin.vcpu']);
});
