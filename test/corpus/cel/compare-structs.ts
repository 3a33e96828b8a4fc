import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { canonicalLines, childrenOf } from '../canonical-xml.ts';
import type { GoField, GoStruct } from './go-structs.ts';

/** One difference, and how an expression would make it. */
export interface Finding {
  readonly kind: 'set' | 'null' | 'append' | 'filter' | 'restate' | 'no';
  readonly what: string;
  /** `restate`: how many fields are to be named again because they stay. */
  readonly kept: number;
}

/** The differences of an element outside of lists, where KubeVirt merges an expression's result deeply. */
export function compareStructs(
  before: Element | undefined,
  after: Element,
  struct: GoStruct,
  path: string,
): Finding[] {
  const fields = fieldsOf(struct, after);
  const found: Finding[] = unknownParts(before, after, fields, path);
  for (const field of fields) found.push(...compareField(before, after, field, path));
  return found;
}

/** The fields of a struct, and those of the arm that the element's type chooses. */
export function fieldsOf({ fields, arms }: GoStruct, element: Element): readonly GoField[] {
  const arm = arms?.[element.getAttribute('type') ?? ''];
  if (arm === undefined) return fields;
  const type: GoField = { go: '', xml: 'type', kind: 'attribute', type: 'string', isOptional: true };
  return [...fields, type, ...arm.struct.fields];
}

function compareField(before: Element | undefined, after: Element, field: GoField, path: string): Finding[] {
  const at = field.kind === 'attribute' ? `${path}/@${field.xml}` : `${path}/${field.xml}`;
  const [was, is] = [childrenNamed(before, field.xml), childrenNamed(after, field.xml)];
  switch (field.kind) {
    case 'attribute':
    case 'text':
    case 'element': {
      const [old, wanted] = [scalarOf(before, field), scalarOf(after, field)];
      if (old === wanted) return [];
      if (wanted !== undefined) return [finding('set', 'sets fields')];
      return field.isOptional
        ? [finding('null', 'removes with "" or 0')]
        : [finding('no', `cannot remove ${at}`)];
    }
    case 'struct': {
      const [element, second] = is;
      if (second !== undefined) return [finding('no', `libvirtxml holds one ${at}`)];
      if (element !== undefined) {
        const inner = compareStructs(was[0], element, field.struct, at);
        return was.length === 0 && inner.length === 0 ? [finding('set', 'sets fields')] : inner;
      }
      if (was.length === 0) return [];
      return field.isOptional
        ? [finding('null', 'removes with null')]
        : [finding('no', `cannot remove ${at}`)];
    }
    case 'list':
      return compareLists(was, is, field.struct, at);
    case 'texts':
      return sameLines(was, is) ? [] : [finding('set', 'sets fields')];
    case 'raw':
      return compareRaw(was[0], is[0], at);
  }
}

/** An unchanged element is passed on as it is; a changed one has to be made anew. */
function compareLists(
  was: readonly Element[],
  is: readonly Element[],
  struct: GoStruct,
  path: string,
): Finding[] {
  if (sameLines(was, is)) return [];
  const left = [...was];
  const made = is.filter((element) => {
    const same = left.findIndex((one) => sameLines([one], [element]));
    if (same !== -1) left.splice(same, 1);
    return same === -1;
  });
  const found: Finding[] = [];
  for (const element of made) {
    const original = takeOriginal(left, element);
    const changes = compareStructs(original, element, struct, path);
    found.push(...changes.filter(({ kind }) => kind === 'no'));
    const kept = original === undefined ? 0 : countKept(original, element);
    found.push(
      kept > 0
        ? { kind: 'restate', what: `writes each changed ${lastName(path)} anew`, kept }
        : finding('append', `${was.length > 0 ? 'list + [...]' : 'a new list'}: ${lastName(path)}`),
    );
  }
  if (left.length > 0 || made.length === 0)
    found.push(finding('filter', `list.filter(...): ${lastName(path)}`));
  return found;
}

/** Which element it was before: known by what names it, else the first that is left. Takes it out of the list. */
function takeOriginal(left: Element[], element: Element): Element | undefined {
  const names = namesOf(element);
  const named = left.findIndex((one) => namesOf(one).some((name) => names.includes(name)));
  const index =
    named !== -1 ? named : left.findIndex((one) => names.length === 0 || namesOf(one).length === 0);
  return index === -1 ? undefined : left.splice(index, 1)[0];
}

const NAMES = [
  ['alias', 'name'],
  ['mac', 'address'],
  ['target', 'dev'],
  ['target', 'name'],
] as const;

function namesOf(element: Element): string[] {
  const own = ['name', 'vcpu', 'iothread'].map((name) => element.getAttribute(name));
  const inner = NAMES.flatMap(([child, name]) =>
    childrenNamed(element, child).map((one) => one.getAttribute(name)),
  );
  return [...own, ...inner].filter((name) => name !== null && name !== '') as string[];
}

/** The fields of a changed element that stay as they were: attributes, texts, and children with all they hold. */
function countKept(before: Element, after: Element): number {
  const attributes = [...after.attributes].filter(({ name, value }) => before.getAttribute(name) === value);
  const text = textOf(after) !== '' && textOf(after) === textOf(before) ? 1 : 0;
  let kept = attributes.length + text;
  for (const name of new Set(childrenOf(after).map(({ nodeName }) => nodeName))) {
    const [was, is] = [childrenNamed(before, name), childrenNamed(after, name)];
    if (sameLines(was, is)) kept += 1;
    else
      is.forEach((child, index) => {
        const original = was[index];
        if (original !== undefined) kept += countKept(original, child);
      });
  }
  return kept;
}

function unknownParts(
  before: Element | undefined,
  after: Element,
  fields: readonly GoField[],
  path: string,
): Finding[] {
  const knows = (name: string, isAttribute: boolean) =>
    fields.some(({ xml, kind }) => xml === name && (kind === 'attribute') === isAttribute);
  const attributes = [...after.attributes]
    .filter(({ name, value }) => !name.startsWith('xmlns') && before?.getAttribute(name) !== value)
    .filter(({ name }) => !knows(name, true))
    .map(({ name }) => `${path}/@${name}`);
  const children = childrenOf(after)
    .filter((child) => !knows(child.nodeName, false))
    .filter((child) => !childrenNamed(before, child.nodeName).some((one) => sameLines([one], [child])))
    .map(({ nodeName }) => `${path}/${nodeName}`);
  return [...attributes, ...children].map((what) => finding('no', `libvirtxml has no ${what}`));
}

function compareRaw(was: Element | undefined, is: Element | undefined, path: string): Finding[] {
  if (sameLines(was ? [was] : [], is ? [is] : [])) return [];
  const parts = (element: Element | undefined) => (element ? childrenOf(element).map(linesOf) : []);
  const stays = parts(was).every((part) => parts(is).includes(part));
  return stays
    ? [finding('set', 'appends to a text of XML, unescaped')]
    : [finding('no', `${path} is one text to CEL`)];
}

function scalarOf(element: Element | undefined, { kind, xml }: GoField): string | undefined {
  if (element === undefined) return undefined;
  if (kind === 'attribute') return element.hasAttribute(xml) ? (element.getAttribute(xml) ?? '') : undefined;
  if (kind === 'text') return textOf(element) || undefined;
  const [child] = childrenNamed(element, xml);
  return child && textOf(child);
}

function textOf(element: Element): string {
  return childrenOf(element).length > 0 ? '' : (element.textContent ?? '').trim();
}

export function childrenNamed(element: Element | undefined, name: string): Element[] {
  return element ? childrenOf(element).filter(({ nodeName }) => nodeName === name) : [];
}

function sameLines(a: readonly Element[], b: readonly Element[]): boolean {
  return a.length === b.length && a.map(linesOf).join('\n') === b.map(linesOf).join('\n');
}

function linesOf(element: Element): string {
  return canonicalLines(new XMLSerializer().serializeToString(element)).join('\n');
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function finding(kind: Finding['kind'], what: string): Finding {
  return { kind, what, kept: 0 };
}
