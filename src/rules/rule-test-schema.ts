import { condition, document } from './schema.ts';
import { any, boolean, byDefault, choice, field, list, map, needed, some, text } from './schema-words.ts';
import type { ObjectShape } from './shape.ts';

const testCase: ObjectShape = {
  type: 'object',
  fields: {
    name: needed(text, 'what it shows, as a sentence'),
    vmi: field(map(any), 'the VirtualMachineInstance, only as much as the rules read'),
    domain: field(text, 'the domain XML or a file beside the test; default: one as KubeVirt makes it'),
    cloudInit: field(
      {
        type: 'object',
        fields: {
          dataSource: byDefault('NoCloud', field(choice('NoCloud', 'ConfigDrive'), 'the kind of the volume')),
          userData: field(text, 'the user data'),
          networkData: field(text, 'the network data'),
          metaData: field(map(any), "the meta-data, with cloud-init's names"),
        },
      },
      'what KubeVirt would put on the cloud-init disk',
    ),
    result: field(map(choice('Applied', 'Unchanged', 'Skipped', 'Failed')), 'what becomes of each rule'),
    error: field(text, 'a part of the message'),
    expect: field(list(condition), 'conditions on the result'),
    expectText: field(
      {
        type: 'object',
        fields: {
          domain: field(text, 'the domain XML, to the letter'),
          userData: field(text, 'the user data, to the letter'),
          networkData: field(text, 'the network data, to the letter'),
        },
      },
      'the result, to the letter',
    ),
    expectUnchanged: field(boolean, 'nothing may change'),
  },
};

/** A test of rules. */
export const ruleTestShape = document('RuleTest', {
  type: 'object',
  fields: {
    rules: needed(some(text), 'rule files, relative to this one'),
    cases: needed(some(testCase), 'one VM each'),
  },
});
