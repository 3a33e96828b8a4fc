import { CAPABILITIES } from '../kubevirt/capabilities.ts';
import { documentEdit, domainEdit, patchOperation } from './schema-edits.ts';
import { loop, sourceFields, testOrScalar, variable } from './schema-variables.ts';
import {
  byDefault,
  choice,
  field,
  list,
  map,
  needed,
  scalar,
  some,
  testFields,
  text,
} from './schema-words.ts';
import type { ObjectShape } from './shape.ts';

/** The one API version there is. */
export const API_VERSION = 'sidepatch/v1alpha1';

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
    foreignUserData: byDefault(
      'Fail',
      field(choice('Fail', 'Skip', 'Wrap'), 'what to do with user data that is not a cloud-config'),
    ),
    failurePolicy: byDefault(
      'Fail',
      field(choice('Fail', 'Ignore'), 'whether a failure keeps the VM from starting'),
    ),
  },
  atLeastOne: TARGETS,
});
