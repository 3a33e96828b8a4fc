import type { Span } from '../text/source.ts';
import { didYouMean, suggest } from '../text/suggest.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/located.ts';
import {
  cureOfNames,
  kindOf,
  noMapping,
  type ReportShape,
  unknownField,
  unknownVariant,
} from './shape-mistakes.ts';

/** What a part of a rule file may look like, as data: checked here, printed as JSON Schema by the command line. */
export type Shape =
  | { readonly type: 'text' | 'scalar' | 'boolean' | 'any' }
  /** A mapping, or a variable that may be one. */
  | { readonly type: 'mapping' }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'list' | 'someOf' | 'map' | 'oneOrList'; readonly of: Shape }
  | { readonly type: 'scalarOr'; readonly object: ObjectShape }
  | { readonly type: 'variants'; readonly by: string; readonly of: Readonly<Record<string, ObjectShape>> }
  | { readonly type: 'later'; readonly shape: () => Shape }
  | ObjectShape;

export interface ObjectShape {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Field>>;
  /** Of these fields exactly one must be there. */
  readonly exactlyOne?: readonly string[];
  /** Of these fields at least one must be there. */
  readonly atLeastOne?: readonly string[];
  /** Of these fields at most one may be there. */
  readonly atMostOne?: readonly string[];
}

export interface Field {
  readonly shape: Shape;
  readonly required?: boolean;
  /** What an absent field means, where a value says it. Nothing is filled in: the compiler knows it, too. */
  readonly default?: string;
  /** What it is for, one line for people. */
  readonly about: string;
}

/** A text that is one variable and nothing else. */
export const REFERENCE = /^\$\([^()]*\)$/;

/** Reports everything in `node` that does not fit `shape`, with the place and the cure. `field` is the path to it. */
export function checkShape(node: YamlNode, shape: Shape, field: string, report: ReportShape): void {
  switch (shape.type) {
    case 'any':
      return;
    case 'text':
    case 'scalar':
    case 'boolean':
    case 'integer':
    case 'choice':
      return checkScalar(node, shape, field, report);
    case 'someOf':
      if (node.kind === 'list' && node.items.length === 0)
        return report('must not be empty', node.span, field, 'leave the line out');
      return checkShape(node, { type: 'list', of: shape.of }, field, report);
    case 'list':
      if (node.kind !== 'list') return report(`must be a list, is ${kindOf(node)}`, node.span, field);
      for (const [i, item] of node.items.entries()) checkShape(item, shape.of, `${field}[${i}]`, report);
      return;
    case 'mapping':
      if (node.kind === 'scalar' && REFERENCE.test(node.text)) return;
      return checkShape(node, { type: 'map', of: { type: 'any' } }, field, report);
    case 'map':
      if (node.kind !== 'map') {
        const cure =
          node.kind === 'scalar' && REFERENCE.test(node.text) && field.endsWith('.attributes')
            ? cureOfNames(node.text)
            : undefined;
        return report(
          `must be a mapping, is ${kindOf(node)}`,
          node.span,
          field,
          cure && `names never take values; ${cure}`,
        );
      }
      for (const entry of node.entries) checkShape(entry.value, shape.of, `${field}.${entry.key}`, report);
      return;
    case 'oneOrList':
      return checkShape(
        node,
        node.kind === 'list' ? { type: 'list', of: shape.of } : shape.of,
        field,
        report,
      );
    case 'scalarOr':
      if (node.kind === 'scalar' && node.value !== null) return;
      return checkShape(node, shape.object, field, report);
    case 'variants':
      return checkVariant(node, shape, field, report);
    case 'later':
      return checkShape(node, shape.shape(), field, report);
    case 'object':
      return checkObject(node, shape, field, report);
  }
}

type ScalarShape = Extract<Shape, { type: 'text' | 'scalar' | 'boolean' | 'any' | 'integer' | 'choice' }>;

function checkScalar(node: YamlNode, shape: ScalarShape, field: string, report: ReportShape): void {
  const wrong = (expected: string, hint?: string) =>
    report(`must be ${expected}, is ${kindOf(node)}`, node.span, field, hint);
  if (node.kind !== 'scalar' || node.value === null) return wrong(expectation(shape));
  switch (shape.type) {
    case 'text':
      if (typeof node.value !== 'string') wrong('text', `write "${node.text}"`);
      return;
    case 'boolean':
      if (typeof node.value !== 'boolean') wrong('true or false', 'without quotes');
      return;
    case 'integer':
      if (!Number.isInteger(node.value) || Number(node.value) < shape.min || Number(node.value) > shape.max) {
        report(`must be ${expectation(shape)}`, node.span, field);
      }
      return;
    case 'choice':
      if (shape.of.includes(node.text)) return;
      report(
        `must be ${expectation(shape)}${shape.of.length === 1 ? '' : didYouMean(node.text, shape.of)}`,
        node.span,
        field,
      );
      return;
    default:
  }
}

function expectation(shape: ScalarShape): string {
  switch (shape.type) {
    case 'text':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number from ${shape.min} to ${shape.max}`;
    case 'choice':
      return shape.of.length === 1 ? `"${shape.of[0]}"` : `one of ${shape.of.join(', ')}`;
    default:
      return 'text, a number, true or false';
  }
}

function checkVariant(
  node: YamlNode,
  { by, of }: Extract<Shape, { type: 'variants' }>,
  field: string,
  report: ReportShape,
): void {
  if (node.kind !== 'map') return noMapping(node, [by], field, report);
  const chosen = entryOf(node, by);
  const glued = node.entries.find(({ key }) => key.startsWith(`${by}:`));
  if (glued) return unknownField(glued, [by], field, report);
  if (!chosen) return report(`needs "${by}"`, keysOf(node), field, `one of ${Object.keys(of).join(', ')}`);
  const name = chosen.value.kind === 'scalar' ? chosen.value.text : '';
  const variant = Object.hasOwn(of, name) ? of[name] : undefined;
  if (variant) return checkObject(node, variant, field, report, name);
  unknownVariant(chosen.value, by, Object.keys(of), field, report);
}

function checkObject(
  node: YamlNode,
  shape: ObjectShape,
  field: string,
  report: ReportShape,
  variant?: string,
): void {
  const known = Object.keys(shape.fields);
  if (node.kind !== 'map') return noMapping(node, known, field, report);
  const meant = new Set<string | undefined>();
  for (const { key, keySpan, value } of node.entries) {
    const inner = field === '' ? key : `${field}.${key}`;
    const found = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (found) {
      checkShape(value, found.shape, inner, report);
      continue;
    }
    meant.add(suggest(key, known) ?? known.find((name) => key.startsWith(`${name}:`)));
    unknownField({ key, keySpan }, known, field, report, variant);
  }
  for (const [name, { required }] of Object.entries(shape.fields)) {
    if (required && !has(node, name) && !meant.has(name)) report(`needs "${name}"`, keysOf(node), field);
  }
  checkGroups(node, shape, field, report, meant.size === 0);
}

/** `asks`: whether what is missing is told. A field that nobody knows was meant to be one of them: that is told already. */
function checkGroups(
  node: YamlMap,
  shape: ObjectShape,
  field: string,
  report: ReportShape,
  asks: boolean,
): void {
  const given = (names: readonly string[] = []) => names.filter((name) => has(node, name));
  const many = (names: readonly string[]) =>
    report(
      `has ${names.join(' and ')}`,
      entryOf(node, names[1] ?? '')?.keySpan ?? node.span,
      field,
      'keep one of them',
    );
  const exactly = given(shape.exactlyOne);
  if (shape.exactlyOne && exactly.length === 0 && asks) {
    report(`needs one of ${shape.exactlyOne.join(', ')}`, keysOf(node), field);
  }
  if (exactly.length > 1) many(exactly);
  const most = given(shape.atMostOne);
  if (most.length > 1) many(most);
  if (shape.atLeastOne && given(shape.atLeastOne).length === 0 && asks) {
    report(`needs at least one of ${shape.atLeastOne.join(', ')}`, keysOf(node), field);
  }
}

/** The entry of a mapping, by key. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

function has(node: YamlMap, key: string): boolean {
  return entryOf(node, key) !== undefined;
}

/** Where a mapping starts: pointing at all of it would underline half a file. */
function keysOf(node: YamlMap): Span {
  return node.entries[0]?.keySpan ?? node.span;
}
