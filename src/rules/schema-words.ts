import type { Field, Shape } from './shape.ts';

/** The words that shapes are written with. */

export const text: Shape = { type: 'text' };
export const scalar: Shape = { type: 'scalar' };
export const any: Shape = { type: 'any' };
export const boolean: Shape = { type: 'boolean' };
export const choice = (...of: string[]): Shape => ({ type: 'choice', of });
export const list = (of: Shape): Shape => ({ type: 'list', of });
/** A list with something in it. */
export const some = (of: Shape): Shape => ({ type: 'someOf', of });
export const map = (of: Shape): Shape => ({ type: 'map', of });
export const field = (shape: Shape, about: string): Field => ({ shape, about });
export const needed = (shape: Shape, about: string): Field => ({ shape, about, required: true });
/** An absent field means this. */
export const byDefault = (absent: string, one: Field): Field => ({ ...one, default: absent });

export const testFields: Record<string, Field> = {
  exists: field(boolean, 'whether there is a value at all'),
  equals: field(scalar, 'the very value'),
  in: field(some(scalar), 'any of these values'),
  notIn: field(some(scalar), 'none of these values; holds for a missing one'),
  like: field(text, 'a pattern over the whole value: * is any text, ? one character'),
  matches: field(text, 'a regular expression over the whole value'),
  atLeast: field(scalar, 'a quantity not below this: "16Gi", "500m", 8'),
  atMost: field(scalar, 'a quantity not above this: "16Gi", "500m", 8'),
};
