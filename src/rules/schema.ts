import { CAPABILITIES } from '../kubevirt/capabilities.ts';
import { QUANTITY_UNITS } from '../kubevirt/quantity.ts';
import { MAX_RANGE } from './model.ts';
import { documentEdit, domainEdit, patchOperation } from './schema-edits.ts';
import { any, choice, field, list, map, needed, scalar, some, testFields, text } from './schema-words.ts';
import type { Field, ObjectShape, Shape } from './shape.ts';

/** The one API version there is. */
export const API_VERSION = 'sidepatch/v1alpha1';

const test: ObjectShape = { type: 'object', fields: testFields, atLeastOne: Object.keys(testFields) };
const testOrScalar: Shape = { type: 'scalarOr', object: test };

const selector: ObjectShape = {
  type: 'object',
  fields: {
    namespaces: field(some(text), 'any of these namespaces; * and ? are wildcards'),
    names: field(some(text), 'any of these VM names; * and ? are wildcards'),
    labels: field(map(testOrScalar), 'each key is a line of its own'),
    annotations: field(map(testOrScalar), 'each key is a line of its own'),
    dataSources: field(some(choice('NoCloud', 'ConfigDrive')), "the kind of the VM's cloud-init volume"),
  },
};

const sourceFields: Record<string, Field> = {
  annotation: field(text, "an annotation's key"),
  label: field(text, "a label's key"),
  vmi: field(text, 'a JSON Pointer into the VirtualMachineInstance'),
  domain: field(text, 'an XPath expression on the domain XML'),
  userData: field(text, 'a JSON Pointer into the cloud-config'),
  networkData: field(text, 'a JSON Pointer into the network configuration'),
  metaData: field(text, 'a JSON Pointer into the meta-data'),
};

const transform: ObjectShape = {
  type: 'object',
  fields: {
    trim: field(choice('true'), 'without white space at both ends'),
    case: field(choice('Lower', 'Upper'), 'lower or upper case'),
    capture: field(
      text,
      'the groups of a regular expression over the whole value: an object of the named ones, or the text of the only one',
    ),
    replace: field(
      {
        type: 'object',
        fields: {
          pattern: needed(text, 'a regular expression'),
          with: needed(text, 'what stands there instead; $1 and $<name> are groups'),
        },
      },
      'every occurrence of a pattern',
    ),
    map: field(map(any), 'a table; "*" is for everything else'),
    split: field(text, 'a list, cut at this text; items trimmed, empty ones dropped'),
    join: field(text, 'one text, the items with this between them'),
    unique: field(choice('true'), 'a list without repetitions'),
    range: field(
      {
        type: 'object',
        fields: { from: needed({ type: 'integer', min: 0, max: 65_535 }, 'the first number') },
      },
      `a whole number n becomes n numbers, at most ${MAX_RANGE}`,
    ),
    quantity: field(
      choice(...QUANTITY_UNITS),
      'a Kubernetes quantity as a whole number of this unit, rounded up',
    ),
    parse: field(choice('Integer', 'Number', 'Boolean', 'Json', 'Yaml'), 'text read as this'),
    hash: field(
      {
        type: 'object',
        fields: { length: needed({ type: 'integer', min: 1, max: 64 }, 'how many hex digits') },
      },
      'the first hex digits of SHA-256',
    ),
  },
};
const oneTransform: ObjectShape = { ...transform, exactlyOne: Object.keys(transform.fields) };

const variableFields: Record<string, Field> = {
  name: needed(text, 'how the value is called: $(name) in values, $name in XPath'),
  ...sourceFields,
  value: field(any, 'a literal, in which $(name) stands for earlier variables'),
  firstFree: field(
    {
      type: 'object',
      fields: {
        of: needed(text, 'a range of names: "vd{a..z}", "tap{0..9}"'),
        taken: needed(text, 'an XPath expression: the names that are in use'),
      },
    },
    'the first name of a range that no node has',
  ),
  default: field(any, 'stands in for a missing value'),
  onMissing: field(choice('Skip', 'Fail'), 'Skip (default): the rule does not apply; Fail: it fails'),
  transforms: field(list(oneTransform), 'applied in order'),
  must: field(testOrScalar, 'checked last: a value that breaks it fails the rule'),
};
const variableSources = [...Object.keys(sourceFields), 'value', 'firstFree'];
const variable: ObjectShape = { type: 'object', fields: variableFields, exactlyOne: variableSources };
const loop: ObjectShape = {
  type: 'object',
  fields: { ...variableFields, index: field(text, 'a variable that counts from 0') },
  exactlyOne: variableSources,
};

const conditionSources = [...Object.keys(sourceFields), 'variable'];
export const condition: ObjectShape = {
  type: 'object',
  fields: {
    ...sourceFields,
    variable: field(text, "a variable's name"),
    ...testFields,
    anyOf: field(some({ type: 'later', shape: () => condition }), 'one of these must hold'),
    not: field({ type: 'later', shape: () => condition }, 'this must not hold'),
  },
  exactlyOne: [...conditionSources, 'anyOf', 'not'],
};

const TARGETS = ['domain', 'userData', 'networkData', 'metaData', 'cloudInitData'];

const metadata: ObjectShape = {
  type: 'object',
  fields: {
    name: needed(text, 'unique over all files: lower case letters, digits and -'),
    labels: field(map(scalar), 'for people and tools'),
    annotations: field(map(scalar), 'for people and tools'),
  },
};

export const document = (kind: string, spec: ObjectShape): ObjectShape => ({
  type: 'object',
  fields: {
    apiVersion: needed(choice(API_VERSION), 'the version of the language'),
    kind: needed(choice(kind), 'what this document is'),
    metadata: needed(metadata, 'its name'),
    spec: needed(spec, 'what it says'),
  },
});

/** A rule, every field of it. */
export const ruleShape = document('Rule', {
  type: 'object',
  fields: {
    description: field(text, 'one line for people; shown by explain'),
    match: field(selector, 'which VMs: every line must be true'),
    exclude: field(selector, 'which not: no line may be true'),
    forEach: field({ type: 'oneOrList', of: loop }, 'everything below runs once per item'),
    variables: field(list(variable), 'what is read, in order'),
    when: field(list(condition), 'under which circumstances: all must hold'),
    domain: field(some(domainEdit), 'edits of the libvirt domain XML'),
    userData: field(some(documentEdit), 'edits of the cloud-config'),
    networkData: field(some(documentEdit), 'edits of the network configuration'),
    metaData: field(some(documentEdit), 'edits of the meta-data'),
    cloudInitData: field(some(patchOperation), "a JSON Patch of KubeVirt's CloudInitData"),
    namespaces: field(map(text), 'more XML prefixes; qemu and kubevirt are built in'),
    capabilities: field(list(choice(...CAPABILITIES)), 'the dangerous things that this rule needs'),
    foreignUserData: field(
      choice('Fail', 'Skip', 'Wrap'),
      'what to do with user data that is not a cloud-config',
    ),
    failurePolicy: field(choice('Fail', 'Ignore'), 'whether a failure keeps the VM from starting'),
  },
  atLeastOne: TARGETS,
});
