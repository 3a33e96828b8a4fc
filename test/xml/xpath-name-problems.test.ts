import { test } from 'node:test';
import { assertProblem, type ProblemRow } from './support.ts';

const rows: ProblemRow[] = [
  {
    name: 'an unknown function',
    text: "starts_with(@a, 'b')",
    marks: '^^^^^^^^^^^',
    says: 'InvalidXPath: unknown function "starts_with" (did you mean "starts-with"?)',
  },
  {
    name: 'a function of XPath 2',
    text: "ends-with(@a, 'b')",
    marks: '^^^^^^^^^',
    says: 'InvalidXPath: unknown function "ends-with"',
  },
  {
    name: 'a function with a prefix',
    text: 'qemu:count(//a)',
    marks: '^^^^^^^^^^',
    says: 'InvalidXPath: unknown function "qemu:count"',
  },
  {
    name: 'a built-in of JavaScript',
    text: 'constructor()',
    marks: '^^^^^^^^^^^',
    says: 'InvalidXPath: unknown function "constructor"',
  },
  {
    name: 'id()',
    text: "id('a')",
    marks: '^^',
    says: 'InvalidXPath: id() is not supported: it means nothing without a DTD',
  },
  {
    name: 'lang()',
    text: "//a[lang('en')]",
    marks: '    ^^^^',
    says: 'InvalidXPath: lang() is not supported: it means nothing without a DTD',
  },
  {
    name: 'too many arguments',
    text: 'not(1, 2)',
    marks: '^^^^^^^^^',
    says: 'InvalidXPath: not() takes 1 argument, not 2',
  },
  {
    name: 'too few arguments',
    text: "concat('a')",
    marks: '^^^^^^^^^^^',
    says: 'InvalidXPath: concat() takes 2 or more arguments, not 1',
  },
  {
    name: 'a choice of arguments',
    text: "substring('a')",
    marks: '^^^^^^^^^^^^^^',
    says: 'InvalidXPath: substring() takes 2 or 3 arguments, not 1',
  },
  {
    name: 'arguments where none belong',
    text: 'true(1)',
    marks: '^^^^^^^',
    says: 'InvalidXPath: true() takes 0 arguments, not 1',
  },
  {
    name: 'a text for nodes',
    text: "count('a')",
    marks: '      ^^^',
    says: 'InvalidXPath: count() needs nodes, not a text',
  },
  {
    name: 'true or false for nodes',
    text: 'sum(//a = 1)',
    marks: '    ^^^^^^^',
    says: 'InvalidXPath: sum() needs nodes, not true or false',
  },
  {
    name: 'a number in a union',
    text: '//a | 1',
    marks: '      ^',
    says: 'InvalidXPath: "|" needs nodes, not a number',
  },
  {
    name: 'a path behind a text',
    text: "concat('a', 'b')/c",
    marks: '^^^^^^^^^^^^^^^^',
    says: 'InvalidXPath: a path or [ needs nodes, not a text',
  },
  {
    name: 'an unknown axis',
    text: '/domain/childs::a',
    marks: '        ^^^^^^',
    says: 'InvalidXPath: unknown axis "childs" (did you mean "child"?)',
  },
  {
    name: 'following',
    text: '//a/following::b',
    marks: '    ^^^^^^^^^',
    says: 'InvalidXPath: the axis "following" is not supported; use following-sibling',
  },
  {
    name: 'preceding',
    text: '//a/preceding::b',
    marks: '    ^^^^^^^^^',
    says: 'InvalidXPath: the axis "preceding" is not supported; use preceding-sibling',
  },
  {
    name: 'namespace',
    text: '//a/namespace::b',
    marks: '    ^^^^^^^^^',
    says: 'InvalidXPath: the axis "namespace" is not supported; namespaces are declared under spec.namespaces',
  },
  {
    name: 'an undeclared variable',
    text: '//a[@b=$nmae]',
    marks: '       ^^^^^',
    says: 'UnknownVariable: no variable "nmae" is declared: did you mean "name"?',
  },
  {
    name: 'an undeclared variable with fields',
    text: '$dsk.name',
    marks: '^^^^^^^^^',
    says: 'UnknownVariable: no variable "dsk" is declared: did you mean "disk"?',
  },
  {
    name: 'a subtraction without spaces',
    text: '$bits-1',
    marks: '^^^^^^^',
    says: 'UnknownVariable: no variable "bits-1" is declared: "-" is part of a name: for a subtraction write $bits - …, with spaces',
  },
  {
    name: 'an empty field',
    text: '$disk..name',
    marks: '^^^^^^^^^^^',
    says: 'InvalidXPath: "$disk..name" has an empty part: dots separate fields, as in $disk.name',
  },
  {
    name: 'a dot at the end',
    text: '$disk.',
    marks: '^^^^^^',
    says: 'InvalidXPath: "$disk." has an empty part: dots separate fields, as in $disk.name',
  },
  {
    name: 'a variable with a prefix',
    text: '$qemu:a',
    marks: '^^^^^^^',
    says: 'InvalidXPath: a variable has no prefix',
  },
  {
    name: 'an undeclared prefix',
    text: '/domain/qmu:commandline',
    marks: '        ^^^^^^^^^^^^^^^',
    says: 'UndeclaredNamespace: no namespace prefix "qmu" is declared: did you mean "qemu"?',
  },
  {
    name: 'an undeclared prefix of all names',
    text: '//foo:*',
    marks: '  ^^^^^',
    says: 'UndeclaredNamespace: no namespace prefix "foo" is declared: declare it under spec.namespaces',
  },
  {
    name: 'a namespace declaration',
    text: '/domain/@xmlns:qemu',
    marks: '         ^^^^^^^^^^',
    says: 'InvalidXPath: namespace declarations are not attributes in XPath',
  },
  {
    name: 'the default namespace',
    text: "/domain[@xmlns='urn:x']",
    marks: '         ^^^^^',
    says: 'InvalidXPath: namespace declarations are not attributes in XPath',
  },
  { name: 'nothing but space', text: '  ', marks: '^^', says: 'InvalidXPath: the expression is empty' },
];

for (const row of rows) test(`problem: ${row.name}: ${row.text}`, () => assertProblem(row));
