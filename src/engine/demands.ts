import type { Condition, Literal, Loop, Rule, SelectorLine, Source, Test, Variable } from '../rules/model.ts';
import type { Span } from '../text/source.ts';
import { implies, isNeverPassed } from './test-logic.ts';

/** Something that must hold, or must not, for a rule to do anything. */
export interface Demand {
  readonly field: string;
  readonly span: Span;
  /** What is asked about: `annotation a.b/c`, or the text of a source. */
  readonly subject: string;
  /** Whether the subject is one text or missing, and never several values. */
  readonly isSingle: boolean;
  readonly test: Test;
  /** False: the test must not pass. */
  readonly isWanted: boolean;
}

/** `{exists: true}`: what no test at all asks of a text. */
const PRESENT: Test = { exists: true };

const ANYTHING: Test = { notIn: [] };

/**
 * What a rule asks before it does anything, as far as that can be told without a VM, in the order in which it is written.
 * The branches of `anyOf` are left out.
 */
export function demandsOf(rule: Rule): Demand[] {
  const variables = new Map<string, Variable>();
  const demands = [
    ...rule.match.flatMap((line) => ofLine(line, true)),
    ...rule.exclude.flatMap((line) => ofLine(line, false)),
  ];
  for (const variable of [...rule.loops, ...rule.variables]) {
    variables.set(variable.name, variable);
    demands.push(...ofVariable(variable));
  }
  for (const condition of rule.when) demands.push(...ofCondition(condition, variables, true));
  return demands;
}

/** The demands of a condition alone; none for `anyOf`. `variables` are those of its rule. */
export function ofCondition(
  condition: Condition,
  variables: ReadonlyMap<string, Variable | Loop>,
  isWanted: boolean,
): Demand[] {
  if (condition.kind === 'anyOf') return [];
  if (condition.kind === 'not') return ofCondition(condition.condition, variables, !isWanted);
  const { field, span, test = PRESENT } = condition;
  const about = subjectOf(condition.source, variables);
  return about ? [{ field, span, ...about, test, isWanted }] : [];
}

/** Two demands that no VM can meet together, the later one last; one twice when it alone cannot be met. */
export function contradictionIn(demands: readonly Demand[]): readonly [Demand, Demand] | undefined {
  for (const [i, demand] of demands.entries()) {
    const earlier = demands.slice(0, i + 1).filter(({ subject }) => subject === demand.subject);
    if (isPossible(earlier)) continue;
    if (!isPossible([demand])) return [demand, demand];
    const other = earlier.find((one) => !isPossible([one, demand]));
    return [other ?? earlier[0] ?? demand, demand];
  }
  return undefined;
}

/** Demands on one subject. */
function isPossible(demands: readonly Demand[]): boolean {
  const wanted = demands.filter(({ isWanted }) => isWanted).map(({ test }) => test);
  const unwanted = demands.filter(({ isWanted }) => !isWanted).map(({ test }) => test);
  const isSingle = demands.every((demand) => demand.isSingle);
  const sets = isSingle ? [wanted] : wanted.map((test) => [test]);
  if (sets.some((tests) => isNeverPassed(tests))) return false;
  return !unwanted.some((test) => sets.some((tests) => implies(tests, test, isSingle)));
}

function ofLine(line: SelectorLine, isWanted: boolean): Demand[] {
  const { field, span } = line;
  const place = { field, span, isSingle: true, isWanted };
  switch (line.kind) {
    case 'label':
    case 'annotation':
      return [{ ...place, subject: `${line.kind} ${line.key}`, test: line.test }];
    case 'name':
    case 'namespace':
      // Several globs are alternatives, which a test does not have: one, or each that is none.
      if (line.globs.every(({ pattern }) => !/[*?]/.test(pattern)))
        return [
          { ...place, subject: line.kind, test: { in: line.globs.map(({ pattern }) => literalOf(pattern)) } },
        ];
      if (line.globs.some(({ pattern }) => pattern === '*'))
        return [{ ...place, subject: line.kind, test: ANYTHING }];
      return isWanted && line.globs.length > 1
        ? []
        : line.globs.map((like) => ({ ...place, subject: line.kind, test: { like } }));
    case 'dataSource':
      return [{ ...place, subject: line.kind, test: { in: line.anyOf.map(literalOf) } }];
  }
}

/** Without its value a rule does nothing; and `must` fails it, when nothing comes between. */
export function ofVariable({ field, span, source, default: fallback, transforms, must }: Variable): Demand[] {
  const about = subjectOf(source, new Map());
  if (!about || fallback) return [];
  const test = must && transforms.length === 0 ? { ...PRESENT, ...must } : PRESENT;
  return [{ field, span, ...about, test, isWanted: true }];
}

function subjectOf(
  source: Source,
  variables: ReadonlyMap<string, Variable | Loop>,
): Pick<Demand, 'subject' | 'isSingle'> | undefined {
  switch (source.kind) {
    case 'annotation':
    case 'label':
      if (source.template.some((part) => typeof part !== 'string')) return undefined; // another key for every VM
      return { subject: `${source.kind} ${source.key}`, isSingle: true };
    case 'domain':
      return { subject: `domain ${source.xpath.text}`, isSingle: false };
    case 'vmi':
    case 'userData':
    case 'networkData':
    case 'metaData':
      return { subject: `${source.kind} ${source.pointer.text}`, isSingle: false };
    case 'variable': {
      const [name, ...fields] = source.reference;
      const variable = variables.get(name);
      const isPlain =
        variable && fields.length === 0 && variable.transforms.length === 0 && !variable.default;
      const isItem = variable && 'index' in variable;
      return isPlain && !isItem
        ? subjectOf(variable.source, variables)
        : { subject: `variable ${source.reference.join('.')}`, isSingle: false };
    }
    case 'value':
    case 'firstFree':
      return undefined;
  }
}

function literalOf(text: string): Literal {
  return { text, number: undefined };
}
