import type { DocumentEdit, PatchOperation, Pointer, ValueTemplate } from './model.ts';
import { isDeniedKey, type PointerPath } from './policy-model.ts';
import { literalText } from './template.ts';

/** A place that an edit of cloud-init data writes, as far as the rule alone tells. */
interface PointerAim {
  /** undefined: any one key. */
  readonly steps: readonly (string | undefined)[];
  /** What is below it is written too, and nobody knows what that is. */
  readonly isOpen: boolean;
}

/** The places that an edit writes: with a mapping in the rule its members. */
export function pointerAims(edit: DocumentEdit | PatchOperation): PointerAim[] {
  const path = stepsOf(edit.path);
  switch (edit.op) {
    case 'test':
      return [];
    case 'set':
    case 'add':
    case 'replace':
    case 'merge':
      return edit.value ? valueAims(path, edit.value) : [];
    case 'remove':
      return [{ steps: path, isOpen: true }];
    case 'move':
    case 'copy': {
      const from = edit.op === 'move' && edit.from ? [{ steps: stepsOf(edit.from), isOpen: true }] : [];
      return [...from, { steps: path, isOpen: true }];
    }
  }
}

/** Whether the prohibition meets the place for certain. */
export function isPointerDenied({ steps }: PointerPath, aim: PointerAim): boolean {
  return steps.every((step, i) => {
    const key = aim.steps[i];
    return i < aim.steps.length && (key === undefined ? step === null : isDeniedKey(step, key));
  });
}

/** Whether the place may lie in what is allowed. */
export function isPointerAllowed(allow: readonly PointerPath[] | undefined, aim: PointerAim): boolean {
  if (allow === undefined) return true;
  return allow.some(({ steps }) => {
    if (steps.length > aim.steps.length && !aim.isOpen) return false;
    return steps.every((step, i) => step === null || aim.steps[i] === undefined || step === aim.steps[i]);
  });
}

function valueAims(steps: PointerAim['steps'], value: ValueTemplate): PointerAim[] {
  if (value.kind === 'map' && value.entries.length > 0)
    return value.entries.flatMap(([key, inner]) => valueAims([...steps, key], inner));
  // A value of a VM may be a mapping, and a null in a merge takes one away.
  return [{ steps, isOpen: value.kind !== 'list' }];
}

function stepsOf({ steps }: Pointer): PointerAim['steps'] {
  return steps.map((step) => {
    if (step.kind !== 'key') return undefined;
    const text = step.key.length === 0 ? '' : literalText(step.key);
    return text === '-' ? undefined : text;
  });
}
