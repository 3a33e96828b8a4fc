import type { XmlName } from '../xml/node.ts';
import type { Expression, Step } from '../xml/xpath-syntax.ts';
import { type Way, waysTo, waysToValue } from './domain-ways.ts';
import type { DomainEdit, Rule, XmlTemplate } from './model.ts';
import type { DomainPath, DomainStep } from './policy-model.ts';

/** A place that an edit writes, as far as the rule alone tells. */
interface DomainAim {
  /** undefined: any one element. */
  readonly steps: readonly (Name | undefined)[];
  readonly attribute?: string;
  /** More steps follow that nobody knows. */
  readonly isOpen: boolean;
  /** Comes with an element that is another aim: only a prohibition can meet it alone. */
  readonly isInner?: boolean;
}

type Name = Pick<XmlName, 'local' | 'namespace'>;

/** The places that an edit writes. Tests on the way are passed over: they say which of the places, not what. */
export function domainAims(edit: DomainEdit, rule: Rule): DomainAim[] {
  if (edit.op === 'test') return [];
  const gone = edit.op === 'move' ? aimsOf(edit.from.xpath.expression, rule) : [];
  return [...gone, ...aimsOf(edit.path.xpath.expression, rule).flatMap((aim) => aimsAt(aim, edit, rule))];
}

function aimsAt(aim: DomainAim, edit: Exclude<DomainEdit, { op: 'test' }>, rule: Rule): DomainAim[] {
  if (aim.isOpen) return [aim];
  switch (edit.op) {
    case 'set':
      if (edit.attributes.length === 0) return [aim];
      return edit.attributes.map(({ local }) => ({ ...aim, attribute: local }));
    case 'setElement':
    case 'mergeElement':
    case 'replaceElement': {
      const own = { ...aim, steps: [...aim.steps.slice(0, -1), edit.xml] };
      return [...(edit.op === 'replaceElement' ? [aim] : []), own, ...inside(own, edit.xml)];
    }
    case 'add': {
      const parent = parentOf(aim, edit.position);
      return edit.xml.flatMap((xml) => {
        const own = { ...parent, steps: [...parent.steps, xml] };
        return [own, ...inside(own, xml)];
      });
    }
    case 'remove':
    case 'replace':
      return [aim];
    case 'move':
    case 'copy': {
      if (aim.attribute !== undefined) return [aim];
      const parent = parentOf(aim, edit.position);
      const names = edit.as
        ? [edit.as]
        : aimsOf(edit.from.xpath.expression, rule).map(({ steps }) => steps.at(-1));
      return names.map((name) => ({ ...parent, steps: [...parent.steps, name] }));
    }
  }
}

/** Whether the prohibition meets the place for certain. */
export function isDomainDenied({ steps, attribute }: DomainPath, aim: DomainAim): boolean {
  if (!steps.every((step, i) => i < aim.steps.length && isStep(step, aim.steps[i], false))) return false;
  return attribute === undefined || (aim.steps.length === steps.length && aim.attribute === attribute);
}

/** Whether the place may lie in what is allowed. */
export function isDomainAllowed(allow: readonly DomainPath[] | undefined, aim: DomainAim): boolean {
  if (aim.isInner) return true;
  return allow?.some((path) => mayCover(path, aim)) ?? true;
}

function mayCover({ steps, attribute }: DomainPath, aim: DomainAim): boolean {
  const known = steps.slice(0, aim.steps.length);
  if (!known.every((step, i) => aim.steps[i] === undefined || isStep(step, aim.steps[i], true))) return false;
  if (aim.isOpen) return true;
  if (aim.steps.length < steps.length) return false;
  return attribute === undefined || (aim.steps.length === steps.length && aim.attribute === attribute);
}

function isStep(step: DomainStep, name: Name | undefined, isStrict: boolean): boolean {
  if (step === '*') return !isStrict || name?.namespace === null;
  return step.local === name?.local && (!isStrict || step.namespace === name.namespace);
}

/** Of a path that starts at nodes of the rule's own loops and variables it is known which. */
function aimsOf(expression: Expression, { loops, variables }: Rule): DomainAim[] {
  const known = new Map<string, readonly Way[] | undefined>();
  for (const one of [...loops, ...variables])
    known.set(
      one.name,
      waysToValue(one, (name) => known.get(name)),
    );
  return waysTo(expression, (name) => known.get(name)).map(({ steps, isFromDocument }) =>
    steps.reduce<DomainAim>(stepped, { steps: [], isOpen: !isFromDocument }),
  );
}

function stepped(aim: DomainAim, { axis, test, isAbbreviation }: Step): DomainAim {
  if (aim.isOpen || isAbbreviation) return { ...aim, isOpen: true };
  if (axis === 'attribute' && test.kind === 'name') return { ...aim, attribute: test.local };
  if (axis !== 'child' || (test.kind !== 'name' && test.kind !== 'any')) return { ...aim, isOpen: true };
  return { ...aim, steps: [...aim.steps, test.kind === 'name' ? test : undefined] };
}

function parentOf(aim: DomainAim, position: string | undefined): DomainAim {
  const isBeside = position === 'Before' || position === 'After';
  return isBeside ? { ...aim, steps: aim.steps.slice(0, -1) } : aim;
}

/** Everything in an element that comes with it. */
function inside(aim: DomainAim, { attributes, children }: XmlTemplate): DomainAim[] {
  return [
    ...attributes.map(({ local }) => ({ ...aim, attribute: local, isInner: true })),
    ...children.flatMap((child) => {
      if ('text' in child) return [];
      const own = { ...aim, steps: [...aim.steps, child], isInner: true };
      return [own, ...inside(own, child)];
    }),
  ];
}
