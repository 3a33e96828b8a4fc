import { unreachable } from '../text/unreachable.ts';
import { typeOf } from '../xml/xpath-syntax.ts';
import { constrains } from './compile-test.ts';
import type { Context } from './context.ts';
import type { Source, Transform, ValueTemplate, Variable } from './model.ts';
import { referencesOf } from './template.ts';

/**
 * How much of a value is the rule author's: `Written` stands in the rule, whatever is made of it; `Limited` is from
 * elsewhere, and can only be what the author foresaw; `Open` can be anything.
 */
type Guard = 'Written' | 'Limited' | 'Open';

type Effect = 'constrains' | 'keeps' | 'loosens';

/** Whether a variable's value can only be what the rule's author foresaw, also where its default stands in. */
export function isGuardedVariable(
  context: Context,
  {
    source,
    default: fallback,
    transforms,
    must,
  }: Pick<Variable, 'default' | 'transforms' | 'must'> & {
    readonly source: Source | undefined;
  },
): boolean {
  const ofDefault = fallback ? guardOfValue(context, fallback) : 'Written';
  // Where a transform finds nothing, the default is the value as it is: neither transforms nor must follow.
  if (ofDefault === 'Open' && transforms.some(mayFindNothing)) return false;
  if (constrains(must)) return true;
  const given = weaker(guardOfSource(context, source), ofDefault);
  return transforms.reduce((guard, transform) => after(context, guard, transform), given) !== 'Open';
}

function after(context: Context, guard: Guard, transform: Transform): Guard {
  if (transform.kind === 'map')
    return [...transform.entries.values()]
      .map((value) => guardOfValue(context, value))
      .reduce(weaker, 'Written');
  if (guard === 'Written') return guard;
  switch (effectOf(transform)) {
    case 'constrains':
      return 'Limited';
    case 'keeps':
      return guard;
    case 'loosens':
      return 'Open';
  }
}

/** What a transform does to what limits a value: one that reads escapes brings back what was hidden in them. */
function effectOf(transform: Exclude<Transform, { kind: 'map' }>): Effect {
  switch (transform.kind) {
    case 'capture':
    case 'quantity':
    case 'hash':
    case 'range':
    case 'count':
    case 'encode':
      return 'constrains';
    case 'decode':
      return 'loosens';
    case 'parse':
      return transform.as === 'Json' || transform.as === 'Yaml' ? 'loosens' : 'constrains';
    case 'trim':
    case 'case':
    case 'replace':
    case 'split':
    case 'join':
    case 'unique':
    case 'words':
    case 'entries':
    case 'pick':
      return 'keeps';
    default:
      return unreachable(transform);
  }
}

function mayFindNothing(transform: Transform): boolean {
  if (transform.kind === 'map')
    return [...transform.entries.values()].some((value) => value.kind === 'literal' && value.value === null);
  return transform.kind === 'pick' || (transform.kind === 'parse' && effectOf(transform) === 'loosens');
}

/** A literal is as safe as what stands in it; a free name was written by the rule's author. */
function guardOfSource(context: Context, source: Source | undefined): Guard {
  if (source?.kind === 'firstFree') return 'Written';
  // Digits, a point and a minus at most.
  if (source?.kind === 'domain' && typeOf(source.xpath.expression) === 'number') return 'Limited';
  return source?.kind === 'value' ? guardOfValue(context, source.value) : 'Open';
}

function guardOfValue(context: Context, value: ValueTemplate): Guard {
  switch (value.kind) {
    case 'literal':
      return 'Written';
    case 'text':
      return referencesOf(value.template)
        .map(([name]): Guard => ((context.variables.get(name)?.guarded ?? true) ? 'Limited' : 'Open'))
        .reduce(weaker, 'Written');
    case 'list':
      return value.items.map((item) => guardOfValue(context, item)).reduce(weaker, 'Written');
    case 'map':
      return value.entries.map(([, item]) => guardOfValue(context, item)).reduce(weaker, 'Written');
  }
}

function weaker(a: Guard, b: Guard): Guard {
  if (a === 'Open' || b === 'Open') return 'Open';
  return a === 'Limited' || b === 'Limited' ? 'Limited' : 'Written';
}
