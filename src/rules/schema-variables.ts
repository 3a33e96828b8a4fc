import { QUANTITY_UNITS } from '../kubevirt/quantity.ts';
import { MAX_RANGE } from './model.ts';
import { any, byDefault, choice, field, list, map, needed, testFields, text } from './schema-words.ts';
import type { Field, ObjectShape, Shape } from './shape.ts';

const test: ObjectShape = { type: 'object', fields: testFields, atLeastOne: Object.keys(testFields) };
/** A test, or a scalar that is short for `equals`. */
export const testOrScalar: Shape = { type: 'scalarOr', object: test };

/** Where a value comes from, of variables, loops and conditions. */
export const sourceFields: Record<string, Field> = {
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
    count: field(choice('true'), 'how many items a list has'),
    entries: field(choice('true'), 'an object as a list of {key, value}'),
    words: field(choice('true'), 'a list, cut at white space that stands outside of quotes'),
    pick: field(
      text,
      'a JSON Pointer into the value; * is every member, [key=value] the list item with that field',
    ),
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
    encode: field(choice('Base64'), 'text in this encoding'),
    decode: field(choice('Base64'), 'text out of this encoding'),
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
        of: needed(
          { type: 'oneOrList', of: text },
          'a range of names, "vd{a..z}" or "tap{9..0}", or several: the first comes first',
        ),
        taken: needed(text, 'an XPath expression: the names that are in use'),
      },
    },
    'the first name of a range that no node has',
  ),
  default: field(any, 'stands in for a missing value'),
  onMissing: byDefault(
    'Skip',
    field(
      choice('Skip', 'Fail'),
      'of a missing value without a default. Skip: the rule does not apply; Fail: it fails',
    ),
  ),
  transforms: field(list(oneTransform), 'applied in order'),
  must: field(testOrScalar, 'checked last: a value that breaks it fails the rule'),
};
const variableSources = [...Object.keys(sourceFields), 'value', 'firstFree'];
/** A variable. */
export const variable: ObjectShape = { type: 'object', fields: variableFields, exactlyOne: variableSources };
/** A variable whose value is a list. */
export const loop: ObjectShape = {
  type: 'object',
  fields: { ...variableFields, index: field(text, 'a variable that counts from 0') },
  exactlyOne: variableSources,
};
