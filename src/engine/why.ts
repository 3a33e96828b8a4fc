import type { Condition, Pointer, Source } from '../rules/model.ts';
import type { Stop } from '../xml/where-stops.ts';
import type { PointerStep } from '../yaml/pointer.ts';
import { followPointer, jsonTree } from './follow-pointer.ts';
import { bindPointer } from './pointers.ts';
import { showValue } from './show-value.ts';
import { type Facts, readSource } from './sources.ts';
import type { Found } from './trace.ts';
import { resolveIn, type Scope } from './values.ts';

/** What a condition's sources gave, one by one: for people who ask why it does or does not hold. */
export function whatWasFound(condition: Condition, facts: Facts, scope: Scope): Found[] {
  switch (condition.kind) {
    case 'source': {
      const { source, words, asks } = condition;
      const value = readSource(source, facts, scope);
      const isMissing = value === undefined || value === null;
      const stop = isMissing ? whereSourceStops(source, facts, scope) : undefined;
      return [{ source, words, asks, actual: isMissing ? undefined : showValue(value), stop }];
    }
    case 'anyOf':
      return condition.conditions.flatMap((inner) => whatWasFound(inner, facts, scope));
    case 'not':
      return whatWasFound(condition.condition, facts, scope).map((found) => ({
        ...found,
        asks: found.asks === '' ? 'nothing' : `not ${found.asks}`,
      }));
  }
}

/** Where the path of a source stops that found nothing; undefined for sources without a path. */
export function whereSourceStops(source: Source, facts: Facts, scope: Scope): Stop | undefined {
  switch (source.kind) {
    case 'domain':
      return facts.whereStops?.(source.xpath, resolveIn(scope));
    case 'vmi':
      return wherePointerStops(
        source.pointer,
        scope,
        (path) => followPointer(facts.vmi.json, path, jsonTree).length > 0,
      );
    case 'userData':
    case 'networkData':
    case 'metaData':
      return wherePointerStops(source.pointer, scope, (path) => facts.read(source.kind, path).length > 0);
    default:
      return undefined;
  }
}

/** What `set` does not do on its way. */
export const ONLY_MADE = 'a device is only made by set with xml, merge, or add';

/** The first step of a pointer that finds nothing, as written: the value of a variable in it is not told. */
export function wherePointerStops(
  pointer: Pointer,
  scope: Scope,
  isThere: (path: readonly PointerStep[]) => boolean,
): Stop | undefined {
  const steps = bindPointer(pointer, scope);
  const written = pointer.text.split('/').slice(1);
  const at = steps.findIndex((_, i) => !isThere(steps.slice(0, i + 1)));
  if (at === -1) return undefined;
  const upTo = written.slice(0, at).map((step) => `/${step}`);
  return { upTo: upTo.join(''), step: written[at] ?? '', withoutTests: 0 };
}
