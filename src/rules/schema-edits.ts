import { loop } from './schema-variables.ts';
import { any, byDefault, choice, field, map, needed, scalar, testFields, text } from './schema-words.ts';
import type { Field, ObjectShape, Shape } from './shape.ts';

const onNoMatch = byDefault(
  'Skip',
  field(
    choice('Skip', 'Fail'),
    'what happens when the path finds nothing: Skip: nothing; Fail: the rule fails',
  ),
);
const mustMatch = { onNoMatch: byDefault('Fail', onNoMatch) };
const op = needed(text, 'the verb');
const xpath = needed(text, 'an XPath location path');
const pointer = needed(text, 'a JSON Pointer; * is every member, [key=value] the list item with that field');
const position = field(choice('Last', 'First', 'Before', 'After'), 'where the new elements go');
const object = (fields: Record<string, Field>, more: Partial<ObjectShape> = {}): ObjectShape => ({
  type: 'object',
  fields: { op, ...fields },
  ...more,
});

/** One edit of the domain. */
export const domainEdit: Shape = {
  type: 'variants',
  by: 'op',
  of: {
    set: object(
      {
        path: xpath,
        value: field(scalar, "the attribute's value or the element's text"),
        attributes: field(map(scalar), 'attributes to set; others stay'),
        xml: field(text, 'the element is this'),
        forEach: field(loop, 'the element of xml once per item, and no others'),
        onNoMatch,
      },
      { atMostOne: ['value', 'xml'] },
    ),
    add: object({
      path: xpath,
      xml: needed(text, 'one or more elements'),
      forEach: field(loop, 'the elements once per item, all side by side'),
      position,
      onNoMatch,
    }),
    merge: object({
      path: xpath,
      xml: needed(text, 'one element: what it names becomes so, the rest stays'),
      onNoMatch,
    }),
    remove: object({ path: xpath, onNoMatch }),
    replace: object(
      {
        path: xpath,
        value: field(scalar, 'the new text'),
        xml: field(text, 'the new element'),
        ...mustMatch,
      },
      { exactlyOne: ['value', 'xml'] },
    ),
    move: object({ from: xpath, path: xpath, position, as: field(text, 'a new element name'), ...mustMatch }),
    copy: object({ from: xpath, path: xpath, position, as: field(text, 'a new element name'), ...mustMatch }),
    test: object({
      path: needed(text, 'any XPath expression'),
      ...testFields,
      message: field(text, 'what the user reads when it fails'),
    }),
  },
};

const value = needed(any, 'any value, with $(name)');
const from = needed(text, 'a JSON Pointer');

/** One edit of user data, network data or meta-data. */
export const documentEdit: Shape = {
  type: 'variants',
  by: 'op',
  of: {
    set: object({ path: pointer, value, onNoMatch }),
    add: object({ path: pointer, value, onNoMatch }),
    replace: object({ path: pointer, value, ...mustMatch }),
    merge: object({
      path: pointer,
      value: needed({ type: 'mapping' }, 'a mapping, merged as in RFC 7386'),
      lists: byDefault(
        'Replace',
        field(choice('Replace', 'Append'), 'Append: lists get the items that they do not have yet'),
      ),
      onNoMatch,
    }),
    remove: object({ path: pointer, onNoMatch }),
    move: object({ from, path: pointer }),
    copy: object({ from, path: pointer }),
    test: object(
      {
        path: pointer,
        value: field(any, 'the very value'),
        ...testFields,
        message: field(text, 'what the user reads when it fails'),
      },
      {},
    ),
  },
};

/** One operation of a JSON Patch. */
export const patchOperation: Shape = {
  type: 'variants',
  by: 'op',
  of: {
    add: object({ path: from, value }),
    remove: object({ path: from }),
    replace: object({ path: from, value }),
    move: object({ from, path: from }),
    copy: object({ from, path: from }),
    test: object({ path: from, value }),
  },
};
