/** Where in the reference a group of fields is described. */
export interface Section {
  readonly title: string;
  /** The document, and the way to the group in its JSON Schema. */
  readonly kind: 'Rule' | 'RuleTest' | 'Policy';
  readonly way: readonly string[];
  readonly about: string;
  /** What one of the group is called in the column of types. */
  readonly noun: string;
  /** Its fields stand in other groups, too, which then only name it. */
  readonly isIncluded?: true;
}

const spec = ['properties', 'spec', 'properties'];
const variable = [...spec, 'variables', 'items'];
const transform = [...variable, 'properties', 'transforms', 'items'];
const cases = [...spec, 'cases', 'items'];

/** In the order of the page. Every group of fields that the schemas have must be one of these, or the page is not made. */
export const SECTIONS: readonly Section[] = [
  {
    title: 'Every document',
    kind: 'Rule',
    way: [],
    noun: 'document',
    about: 'A file holds `Rule`, `RuleTest` and, where policies are read, `Policy` documents.',
  },
  {
    title: 'metadata',
    kind: 'Rule',
    way: ['properties', 'metadata'],
    noun: 'metadata',
    about: 'Of every document.',
  },
  {
    title: 'Rule: spec',
    kind: 'Rule',
    way: ['properties', 'spec'],
    noun: 'spec',
    about:
      'Guidance: [a rule](language.md#a-rule). At least one of `domain`, `userData`, `networkData`, `metaData`, `cloudInitData`.',
  },
  {
    title: 'Selector',
    kind: 'Rule',
    way: [...spec, 'match'],
    noun: 'selector',
    about: 'Guidance: [match and exclude](language.md#which-vms-match-and-exclude).',
  },
  {
    title: 'Test',
    kind: 'Rule',
    way: [...spec, 'match', 'properties', 'labels', 'additionalProperties'],
    noun: 'test',
    isIncluded: true,
    about:
      'Guidance: [tests of a value](language.md#tests-of-a-value). Several keys: all must hold. Where a test stands as a value, `x` is short for `{equals: x}`.',
  },
  {
    title: 'Variable',
    kind: 'Rule',
    way: variable,
    noun: 'variable',
    isIncluded: true,
    about:
      'Guidance: [variables](language.md#variables). Exactly one source: `annotation`, `label`, `vmi`, `domain`, `userData`, `networkData`, `metaData`, `value` or `firstFree`.',
  },
  {
    title: 'firstFree',
    kind: 'Rule',
    way: [...variable, 'properties', 'firstFree'],
    noun: 'firstFree',
    about: 'Guidance: [sources](language.md#sources).',
  },
  {
    title: 'Loop',
    kind: 'Rule',
    way: [...spec, 'forEach', 'anyOf', '0'],
    noun: 'loop',
    about: 'Guidance: [loops](language.md#loops).',
  },
  {
    title: 'Transform',
    kind: 'Rule',
    way: transform,
    noun: 'transform',
    about: 'Exactly one key each. What each makes of what: [transforms](language.md#transforms).',
  },
  {
    title: 'Transform: replace',
    kind: 'Rule',
    way: [...transform, 'properties', 'replace'],
    noun: 'replacement',
    about: '',
  },
  {
    title: 'Transform: range',
    kind: 'Rule',
    way: [...transform, 'properties', 'range'],
    noun: 'range',
    about: '',
  },
  {
    title: 'Transform: hash',
    kind: 'Rule',
    way: [...transform, 'properties', 'hash'],
    noun: 'hash',
    about: '',
  },
  {
    title: 'Condition',
    kind: 'Rule',
    way: ['definitions', 'condition'],
    noun: 'condition',
    about:
      'Guidance: [conditions](language.md#conditions). Exactly one source, `anyOf` or `not`; without a test it asks whether there is a value, and it is not false.',
  },
  {
    title: 'Edits of the domain',
    kind: 'Rule',
    way: [...spec, 'domain', 'items'],
    noun: 'edit of the domain',
    about: 'Guidance: [edits of the domain](language.md#edits-of-the-domain).',
  },
  {
    title: 'Edits of cloud-init data',
    kind: 'Rule',
    way: [...spec, 'userData', 'items'],
    noun: 'edit of cloud-init data',
    about:
      'Of `userData`, `networkData` and `metaData`. Guidance: [edits of cloud-init data](language.md#edits-of-cloud-init-data).',
  },
  {
    title: 'Operations of cloudInitData',
    kind: 'Rule',
    way: [...spec, 'cloudInitData', 'items'],
    noun: 'operation',
    about: 'JSON Patch, RFC 6902, on KubeVirt’s whole CloudInitData object.',
  },
  {
    title: 'RuleTest: spec',
    kind: 'RuleTest',
    way: ['properties', 'spec'],
    noun: 'spec',
    about: 'Guidance: [tests](language.md#tests).',
  },
  { title: 'RuleTest: case', kind: 'RuleTest', way: cases, noun: 'case', about: '' },
  {
    title: 'RuleTest: cloudInit',
    kind: 'RuleTest',
    way: [...cases, 'properties', 'cloudInit'],
    noun: 'cloudInit',
    about: '',
  },
  {
    title: 'RuleTest: expectText',
    kind: 'RuleTest',
    way: [...cases, 'properties', 'expectText'],
    noun: 'expectText',
    about: '',
  },
  {
    title: 'Policy: spec',
    kind: 'Policy',
    way: ['properties', 'spec'],
    noun: 'spec',
    about: 'Guidance: [policies](language.md#policies).',
  },
  {
    title: 'Policy: limits',
    kind: 'Policy',
    way: [...spec, 'domain'],
    noun: 'limits',
    about: 'At least one of the two. `deny` is stronger than `allow`.',
  },
];
