import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileEditPath } from '../../src/xml/edit-path.ts';
import { names, path, qemu } from './support.ts';

const refused: Record<string, [text: string, says: string]> = {
  'a union': ['/a | /b', 'an edit needs one path: write one edit for each side of "|"'],
  'a calculation': ['1 + 1', 'an edit needs a path, not a calculation'],
  'a function': ['count(//a)', 'an edit needs a path, not a calculation'],
  'a text': ["'/a'", 'an edit needs a path, not a calculation'],
  'a relative path': [
    'domain/devices',
    'the path of an edit starts with / or a variable: for example /domain/devices',
  ],
  'a path from here': [
    './devices',
    'the path of an edit starts with / or a variable: for example /domain/devices',
  ],
  'a path from a union': ['(/a | /b)/c', 'an edit needs a path that starts with / or a variable'],
  'a numbered path': ['(//a)[1]', 'an edit needs a path that starts with / or a variable'],
  'the document': ['/', 'the path must lead to an element or attribute'],
  'what is no XPath': ['/a[', 'the expression ends too early'],
};
for (const [name, [text, says]] of Object.entries(refused)) {
  test(`no path of an edit: ${name}: ${text}`, () => {
    const compiled = compileEditPath(text, names);
    assert.ok('problems' in compiled);
    assert.equal(
      compiled.problems.map(({ message, hint }) => [message, hint].filter(Boolean).join(': ')).join(),
      says,
    );
  });
}

const plain = (local: string) => ({ prefix: '', local, namespace: null });
const known: Record<
  string,
  [text: string, isAttribute: boolean, attribute: object | undefined, last: object | undefined]
> = {
  'an element': ['/domain/devices/disk', false, undefined, plain('disk')],
  'an element with tests': ["/domain/devices/disk[alias/@name='x'][1]", false, undefined, plain('disk')],
  'an element behind //': ['//disk', false, undefined, plain('disk')],
  'an element in a namespace': [
    '/domain/qemu:commandline',
    false,
    undefined,
    { prefix: 'qemu', local: 'commandline', namespace: qemu },
  ],
  'an attribute': ['/domain/@type', true, plain('type'), undefined],
  'an attribute, spelt out': ['/domain/attribute::type', true, plain('type'), undefined],
  'an attribute with a test': ["/domain/@type[.='x']", true, undefined, undefined],
  'any attribute': ['/domain/@*', true, undefined, undefined],
  'any element': ['/domain/*', false, undefined, undefined],
  'a variable': ['$node', false, undefined, undefined],
  'an attribute of a variable': ['$node/@x', true, plain('x'), undefined],
  'a child of a tested variable': ["$node[@a='1']/driver", false, undefined, plain('driver')],
};
for (const [name, [text, isAttribute, attributeName, lastElementName]] of Object.entries(known)) {
  test(`the end of a path is known: ${name}: ${text}`, () => {
    const found = path(text);
    assert.equal(found.isAttribute, isAttribute);
    assert.deepEqual(found.attributeName, attributeName);
    assert.deepEqual(found.lastElementName, lastElementName);
    assert.equal(found.xpath.text, text);
  });
}

/** Which steps of a path can be made: m, held against a new element: t, neither: -. */
const steps: Record<string, string> = {
  '/a/b/c': 'mmm',
  '/a/child::b': 'mm',
  "/a[@b='1']/c[@d=$name and @e=2]": 'mm',
  "/a[@b=concat('x', $disk.name)]": 'm',
  "/a['1'=@b]": 'm',
  '/a[@b]': 't',
  '/a[b]': 't',
  "/a[b/@c='1']": 't',
  "/a[@b='1' or @c='2']": 't',
  '/a[@b=@c]': 't',
  "/a[@b='1'][c]": 't',
  '/a[1]': '-',
  '/a[last()]': '-',
  '/a[position()=1]': '-',
  '/a[$name]': '-',
  '/a[@b=position()]': '-',
  '/a[../b]': '-',
  '/a[@b=/c]': '-',
  '/a[@b=$node/@c]': '-',
  '/a[not(preceding-sibling::a)]': '-',
  '/a[b[1]]': 't',
  '/*': '-',
  '/a/node()': 'm-',
  '//a': '-',
  '//a/b': '-m',
  '/a//b/c': 'm-m',
  '/a/self::a/b': 'm-m',
  '/a/../b': 'm-m',
  '$node/a': 'm',
  '/a/@b': 'm',
  '/a/@*': 'm-',
};
for (const [text, expected] of Object.entries(steps)) {
  test(`of ${text} the steps are ${expected}`, () => {
    const found = path(text).segments.map(({ child }) => (child?.attributes ? 'm' : child ? 't' : '-'));
    assert.equal(found.join(''), expected);
  });
}
