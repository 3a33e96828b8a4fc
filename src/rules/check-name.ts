import { didYouMean } from '../text/suggest.ts';
import { type KnownElement, knownNameOf, placesOf } from './libvirt-elements.ts';

/** The kinds of elements that something may lead to, and what they are called, when that is one name. */
export interface Known {
  readonly elements: ReadonlySet<KnownElement>;
  readonly name?: string | undefined;
}

/** Undefined: anything, so nothing about it is judged. */
export type Reach = Known | undefined;

/** A name that libvirt does not know where it stands; offsets are within the text that holds it. */
export interface NameProblem {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

export type ReportName = (problem: NameProblem) => void;

/** A name as a rule writes it, and where. */
export interface WrittenName {
  readonly local: string;
  readonly namespace: string | null;
  readonly start: number;
  readonly end: number;
}

/** What an element of this name is inside `from`. Reports it when libvirt has no such element there. */
export function reachChild(written: WrittenName, from: Reach, report: ReportName): Reach {
  const key = knownNameOf(written);
  if (!from || key === undefined) return undefined;
  const around = [...from.elements];
  const elements = new Set(around.flatMap(({ children }) => children.get(key) ?? []));
  if ([...around, ...elements].some(({ isOpen }) => isOpen)) return undefined;
  const { start, end } = written;
  if (elements.size > 0) return { elements, name: key };
  const isAttribute = around.some(({ attributes }) => attributes.has(key));
  const near = around.flatMap(({ children }) => [...children.keys()]);
  if (around.length > 0) report({ ...describe('element', key, from, isAttribute, near), start, end });
  return undefined;
}

/** Reports an attribute's name when libvirt has none such on `from`. */
export function checkAttribute(written: WrittenName, from: Reach, report: ReportName): void {
  const key = knownNameOf(written);
  if (!from || key === undefined || from.elements.size === 0) return;
  const around = [...from.elements];
  if (around.some(({ attributes, isOpen }) => isOpen || attributes.has(key))) return;
  const isElement = around.some(({ children }) => children.has(key));
  const near = around.flatMap(({ attributes }) => [...attributes]);
  const { start, end } = written;
  report({ ...describe('attribute', key, from, isElement, near), start, end });
}

/** From so many kinds of elements on, a path has not said where it is. */
const ANYWHERE = 50;

function describe(
  kind: 'element' | 'attribute',
  name: string,
  { elements, name: above }: Known,
  isOther: boolean,
  near: readonly string[],
): Pick<NameProblem, 'message' | 'hint'> {
  const owner = above === undefined ? 'here' : kind === 'element' ? `in <${above}>` : `of <${above}>`;
  const message = `libvirt knows no ${kind} "${name}" ${elements.size > ANYWHERE ? 'anywhere' : owner}`;
  if (isOther) {
    const hint = kind === 'element' ? `it is an attribute there: @${name}` : 'it is an element there';
    return { message, hint };
  }
  const guess = didYouMean(name, near);
  if (guess !== '') return { message: message + guess, hint: NOTHING_ELSE };
  const places = placesOf(kind === 'element' ? name : `@${name}`, MAX_PLACES + 1);
  const isTelling = places.length > 0 && places.length <= MAX_PLACES;
  return { message, hint: isTelling ? `it belongs in ${places.join(' or ')}` : NOTHING_ELSE };
}

/** More places than these are a common name, and no hint. */
const MAX_PLACES = 2;

const NOTHING_ELSE = 'libvirt drops or refuses what it does not know';
