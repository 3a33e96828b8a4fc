import { suite, test } from 'node:test';
import { ANY_EDIT, assertFound, type Mistake } from './support.ts';

const header = (rest: string) => `apiVersion: sidepatch/v1alpha1\n${rest}`;
const SPEC = `spec:\n  ${ANY_EDIT}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a misspelt field at the top',
    text: header(`kind: Rule\n«metdata: {name: a}\n${SPEC}`),
    code: 'InvalidField',
    says: '(did you mean "metadata"?)',
  },
  {
    name: 'another version of the language',
    text: `apiVersion: «sidepatch/v2\nkind: Rule\nmetadata: {name: a}\n${SPEC}`,
    code: 'InvalidField',
    says: 'must be "sidepatch/v1alpha1"',
  },
  {
    name: 'a misspelt kind',
    text: header(`kind: «Rulle\nmetadata: {name: a}\n${SPEC}`),
    code: 'InvalidField',
    says: 'must be "Rule"',
  },
  {
    name: 'no kind',
    text: `«apiVersion: sidepatch/v1alpha1\nmetadata: {name: a}\n${SPEC}`,
    code: 'InvalidField',
    says: 'needs "kind"',
  },
  {
    name: 'a ConfigMap instead of the rule in it',
    text: 'apiVersion: v1\nkind: «ConfigMap\nmetadata: {name: a}\ndata: {}\n',
    code: 'InvalidField',
    says: 'give the file under its data',
  },
  {
    name: 'a foreign object',
    text: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: «Role\nmetadata: {name: a}\n',
    code: 'InvalidField',
    says: 'is not a kind of sidepatch',
  },
  { name: 'a list of things', text: '«- a\n- b\n', code: 'InvalidField', says: 'a rule is a mapping' },
  { name: 'a text', text: '«hello\n', code: 'InvalidField', says: 'a rule is a mapping, this is text' },
  { name: 'nothing', text: '«', code: 'InvalidYaml', says: 'holds no rule' },
  { name: 'comments only', text: '«# one\n# two\n', code: 'InvalidYaml', says: 'holds no rule' },
  { name: 'empty documents only', text: '«---\n---\n', code: 'InvalidYaml', says: 'holds no rule' },
  {
    name: 'no metadata',
    text: `«apiVersion: sidepatch/v1alpha1\nkind: Rule\n${SPEC}`,
    code: 'InvalidField',
    says: 'needs "metadata"',
  },
  {
    name: 'no name',
    text: header(`kind: Rule\nmetadata: {«labels: {}}\n${SPEC}`),
    code: 'InvalidField',
    says: 'needs "name"',
  },
  {
    name: 'a name that Kubernetes would not take',
    text: header(`kind: Rule\nmetadata: {name: «My_Rule}\n${SPEC}`),
    code: 'InvalidField',
    says: 'use lower case letters',
  },
  {
    name: 'a name that is a number',
    text: header(`kind: Rule\nmetadata: {name: «12}\n${SPEC}`),
    code: 'InvalidField',
    says: 'write "12"',
  },
  {
    name: 'an empty spec',
    text: header('kind: Rule\nmetadata: {name: a}\nspec:«\n'),
    code: 'InvalidField',
    says: 'is empty',
  },
  {
    name: 'nothing to edit',
    spec: '«description: a\n',
    code: 'InvalidField',
    says: 'needs at least one of domain',
  },
  { name: 'an empty list of edits', spec: 'domain: «[]\n', code: 'InvalidField', says: 'must not be empty' },
  {
    name: 'a misspelt target',
    spec: '«domains: [{op: remove, path: /domain/title}]\n',
    code: 'InvalidField',
    says: '(did you mean "domain"?)',
  },
  {
    name: 'a misspelt field of the spec',
    spec: `«wehn: []\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: '(did you mean "when"?)',
  },
  {
    name: '__proto__ as a field',
    spec: `«__proto__: {}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'unknown field "__proto__"',
  },
  {
    name: 'constructor as a field',
    spec: `«constructor: {}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'unknown field',
  },
  {
    name: 'a line of match in the singular',
    spec: `match: {«label: {a: b}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: '(did you mean "labels"?)',
  },
  {
    name: 'match as a list',
    spec: `match: «[a]\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must be a mapping, is a list',
  },
  {
    name: 'one namespace outside a list',
    spec: `match: {namespaces: «prod}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must be a list, is text',
  },
  {
    name: 'a list of no namespaces',
    spec: `match: {namespaces: «[]}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must not be empty',
  },
  {
    name: 'a data source in the wrong case',
    spec: `match: {dataSources: [«noCloud]}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: '(did you mean "NoCloud"?)',
  },
  {
    name: 'a label without a test',
    spec: `match: {labels: {a: «}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'is empty',
  },
  {
    name: 'an empty test',
    spec: `exclude: {labels: {a: «{}}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'needs at least one of exists',
  },
  {
    name: 'a misspelt key of a test',
    spec: `match: {labels: {a: {«equal: b}}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: '(did you mean "equals"?)',
  },
  {
    name: 'exists in quotes',
    spec: `match: {labels: {a: {exists: «"true"}}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'without quotes',
  },
  {
    name: 'in without a list',
    spec: `match: {labels: {a: {in: «b}}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must be a list',
  },
  {
    name: 'in an empty list',
    spec: `match: {labels: {a: {in: «[]}}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must not be empty',
  },
  {
    name: 'a quantity in GB',
    spec: `match: {labels: {a: {atLeast: «16GB}}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: '"16GB" is not a quantity',
  },
  {
    name: 'a hexadecimal quantity',
    spec: `match: {labels: {a: {atMost: «0x10}}}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'is not a quantity',
  },
  {
    name: 'a policy of failing in lower case',
    spec: `failurePolicy: «ignore\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: '(did you mean "Ignore"?)',
  },
  {
    name: 'a misspelt capability',
    spec: `capabilities: [«QemuCommandline]\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: '(did you mean "QemuCommandLine"?)',
  },
  {
    name: 'a known prefix for another namespace',
    spec: `namespaces: {qemu: «"http://x"}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'leave this line out',
  },
  {
    name: 'a prefix that XML keeps',
    spec: `namespaces: {«xmlns: "http://x"}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'cannot be a prefix',
  },
  {
    name: 'an empty namespace',
    spec: `namespaces: {a: «""}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'never empty',
  },
];

suite('mistakes in the fields of a rule', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
