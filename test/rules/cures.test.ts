import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ANY_EDIT, assertFound, findings, type Mistake, ruleText } from './support.ts';

const LATER = `variables: [{name: base, value: [1]}]\n${ANY_EDIT}`;
const when = (condition: string) =>
  `variables: [{name: a, label: a}, {name: b, label: b}]\nwhen: [${condition}]\n${ANY_EDIT}`;
const pointer = (path: string) => `variables: [{name: x, vmi: ${path}}]\n${ANY_EDIT}`;
const withMust = (must: string) => `variables: [{name: x, label: a, must: ${must}}]\n${ANY_EDIT}`;
const COMPARES = 'to compare two values write a condition domain: $a = $b';

/** Each says what to do, and not what does not help. */
const MISTAKES: readonly Mistake[] = [
  {
    name: 'a variable in the loop that is around it',
    spec: `forEach: {name: i, value: «$(base)}\n${LATER}`,
    code: 'UnknownVariable',
    says: 'variables are evaluated inside of forEach; make "base" a loop of its own in front: forEach: [{name: base, …}, {name: i, …}]',
  },
  {
    name: 'a variable in the path of the loop that is around it',
    spec: `forEach: {name: i, domain: '/domain/x[@y=«$base]'}\n${LATER}`,
    code: 'UnknownVariable',
    says: 'forEach: [{name: base, …}, {name: i, …}]',
  },
  {
    name: 'a variable of the one before it',
    spec: `variables: [{name: x, value: "«$(y)"}, {name: y, label: y}]\n${ANY_EDIT}`,
    code: 'UnknownVariable',
    says: '"y" is declared further down; move it up',
  },
  {
    name: 'a value in a condition',
    spec: when('{variable: a, equals: «$(b)}'),
    code: 'InvalidTemplate',
    says: COMPARES,
  },
  {
    name: 'a value in a list',
    spec: when('{variable: a, in: [«$(b)]}'),
    code: 'InvalidTemplate',
    says: COMPARES,
  },
  {
    name: 'a value in another condition',
    spec: when('{label: c, equals: «$(b)}'),
    code: 'InvalidTemplate',
    says: 'write a condition domain: $x = $b',
  },
  {
    name: 'a value in a regular expression',
    spec: when('{variable: a, matches: «$(b)}'),
    code: 'InvalidTemplate',
    says: 'write it out',
  },
  {
    name: 'a pointer as jq has them',
    spec: pointer('«.metadata.annotations.a'),
    code: 'InvalidPointer',
    says: 'write "/metadata/annotations/a"',
  },
  {
    name: 'a pointer with points',
    spec: pointer('«spec.domain.cpu'),
    code: 'InvalidPointer',
    says: 'write "/spec/domain/cpu"',
  },
  {
    name: 'a pointer with points and a slash in a key',
    spec: pointer('«.metadata.annotations.example.com/a'),
    code: 'InvalidPointer',
    says: 'for example /metadata/annotations/example.com~1a',
  },
  {
    name: 'a pointer without its first slash',
    spec: pointer('«spec/domain'),
    code: 'InvalidPointer',
    says: 'write "/spec/domain"',
  },
  {
    name: 'a step with a point in front',
    spec: pointer('/«.metadata/name'),
    code: 'InvalidPointer',
    says: 'a step begins with "."',
  },
  {
    name: 'a pattern as the whole of must',
    spec: withMust('«"[a-z]+"'),
    code: 'InvalidField',
    says: 'for a pattern write must: {matches: "[a-z]+"}, for this text alone must: {equals: "[a-z]+"}',
  },
  {
    name: 'a value as the name of an attribute',
    spec: `variables: [{name: a, label: a}]\ndomain: [{op: set, path: /domain/os, attributes: {«$(a): x}}]`,
    code: 'InvalidTemplate',
    says: 'names never take values; list the attributes, each with $(a.x?)',
  },
  {
    name: 'a value in place of attributes',
    spec: `variables: [{name: a, label: a}]\ndomain: [{op: set, path: /domain/os, attributes: «$(a)}]`,
    code: 'InvalidField',
    says: 'names never take values; list the attributes, each with $(a.x?)',
  },
  {
    name: 'an expression in place of conditions',
    spec: `variables: [{name: a, label: a}]\nwhen: «"$(a) == x"\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must be a list, is text',
  },
  {
    name: "Kubernetes' word for labels",
    spec: `match: {«matchLabels: {a: b}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'unknown field "matchLabels" (did you mean "labels"?)',
  },
  {
    name: 'a function as a transform',
    spec: `variables: [{name: x, label: a, transforms: [{«upper: true}]}]\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'write case: Upper',
  },
  {
    name: 'append as an operation',
    spec: 'userData: [{op: «append, path: /packages, value: a}]',
    code: 'InvalidField',
    says: 'write op: add, and let the path end with /-',
  },
];

suite('cures', () => {
  for (const mistake of MISTAKES) test(mistake.name, () => assertFound(mistake));

  for (const must of [
    'none',
    '"C++"',
    'a.b',
    '42',
    '"5 (five"',
    'a-b_c',
    '{equals: "[a-z]+"}',
    '{matches: "[a-z]+"}',
  ])
    test(`must: ${must} is no pattern by mistake`, () =>
      assert.deepEqual(findings(ruleText(withMust(must))), []));
});
