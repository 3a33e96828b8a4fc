import type { XmlName } from '../xml/node.ts';
import type { Expression, Step } from '../xml/xpath-syntax.ts';
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
  const aim = aimOf(edit.path.xpath.expression, rule);
  switch (edit.op) {
    case 'set':
      if (edit.attributes.length === 0 || aim.isOpen) return [aim];
      return edit.attributes.map(({ local }) => ({ ...aim, attribute: local }));
    case 'setElement':
    case 'mergeElement':
    case 'replaceElement': {
      const own = { ...aim, steps: [...aim.steps.slice(0, -1), edit.xml] };
      return aim.isOpen
        ? [aim]
        : [...(edit.op === 'replaceElement' ? [aim] : []), own, ...inside(own, edit.xml)];
    }
    case 'add': {
      const parent = parentOf(aim, edit.position);
      return edit.xml.flatMap((xml) => {
        const own = aim.isOpen ? parent : { ...parent, steps: [...parent.steps, xml] };
        return aim.isOpen ? [own] : [own, ...inside(own, xml)];
      });
    }
    case 'remove':
    case 'replace':
      return [aim];
    case 'move':
    case 'copy': {
      const from = aimOf(edit.from.xpath.expression, rule);
      const gone = edit.op === 'move' ? [from] : [];
      if (aim.attribute !== undefined || aim.isOpen) return [...gone, aim];
      const parent = parentOf(aim, edit.position);
      return [...gone, { ...parent, steps: [...parent.steps, edit.as ?? from.steps.at(-1)] }];
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

function aimOf(expression: Expression, rule: Rule): DomainAim {
  const open: DomainAim = { steps: [], isOpen: true };
  if (expression.kind === 'variable') return variableAim(expression.name, rule);
  if (expression.kind !== 'path') return open;
  const { from, isAbsolute } = expression;
  const start = from?.kind === 'variable' ? variableAim(from.name, rule) : { steps: [], isOpen: !isAbsolute };
  return expression.steps.reduce<DomainAim>(stepped, start);
}

function stepped(aim: DomainAim, { axis, test, isAbbreviation }: Step): DomainAim {
  if (aim.isOpen || isAbbreviation) return { ...aim, isOpen: true };
  if (axis === 'attribute' && test.kind === 'name') return { ...aim, attribute: test.local };
  if (axis !== 'child' || (test.kind !== 'name' && test.kind !== 'any')) return { ...aim, isOpen: true };
  return { ...aim, steps: [...aim.steps, test.kind === 'name' ? test : undefined] };
}

/** Of a loop over nodes it is known which. */
function variableAim(name: string, { loops }: Rule): DomainAim {
  const loop = loops.find((one) => one.name === name);
  if (loop?.source.kind !== 'domain') return { steps: [], isOpen: true };
  const { expression } = loop.source.xpath;
  if (expression.kind !== 'path' || expression.from || !expression.isAbsolute)
    return { steps: [], isOpen: true };
  return expression.steps.reduce<DomainAim>(stepped, { steps: [], isOpen: false });
}

function parentOf(aim: DomainAim, position: string | undefined): DomainAim {
  const isBeside = position === 'Before' || position === 'After';
  return isBeside && !aim.isOpen ? { ...aim, steps: aim.steps.slice(0, -1) } : aim;
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
