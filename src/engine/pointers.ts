import type { Pointer } from '../rules/model.ts';
import type { PointerStep } from '../yaml/pointer.ts';
import { bindText, type Scope } from './values.ts';

/** The pointer with its values put in: each is one step, whatever is in it. */
export function bindPointer({ steps }: Pointer, scope: Scope): PointerStep[] {
  return steps.map((step): PointerStep => {
    if (step.kind === 'each') return step;
    if (step.kind === 'key') return { kind: 'key', key: bindText(step.key, scope) };
    return { kind: 'item', key: step.key, value: bindText(step.value, scope) };
  });
}
