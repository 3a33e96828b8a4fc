import { Failure } from '../text/failure.ts';
import { checkedKey } from './content.ts';
import { formatPath, type PointerStep } from './pointer.ts';
import type { Barrier, Reach } from './reach.ts';
import { children, type Node } from './tree.ts';

/** Who asks: the edit, named as its author wrote it. */
export interface Wish {
  readonly label: string;
  readonly path: readonly PointerStep[];
  /** How many steps at the front are the document's base and not the author's. */
  readonly baseLength: number;
  /** Whether a number in the path is a member's name, because nothing here is ever a list. */
  readonly isListless: boolean;
}

export function wishOf(
  edit: { readonly op: string; readonly written?: string },
  path: readonly PointerStep[],
  baseLength: number,
  isListless: boolean,
): Wish {
  for (const step of path) if (step.kind !== 'each') checkedKey(step.key);
  const own = path.slice(baseLength);
  return { label: `${edit.op} ${edit.written ?? (formatPath(own) || '""')}`, path, baseLength, isListless };
}

/** Refuses to write where the text of other places would change too, or where it is unclear which text counts. */
export function checkWritable(wish: Wish, barrier: Barrier | undefined, replaced: Node | undefined): void {
  switch (barrier) {
    case 'alias':
      throw mismatch(
        wish,
        'the path leads through an alias (`*name`)',
        'edit the anchor itself, or write the value out',
      );
    case 'anchor':
      throw mismatch(
        wish,
        'the path leads into an anchor (`&name`) that has aliases, which would change with it',
        'write the aliases out first',
      );
    case 'merge':
      throw mismatch(
        wish,
        'the value comes from a merge key (`<<`)',
        'edit the mapping it comes from, or write the value out',
      );
    case 'twice':
      throw new Failure(
        'InvalidDocument',
        `${wish.label}: a key on the path is there twice in one mapping`,
        'remove one of them',
      );
  }
  if (replaced && hasOuterAlias(replaced, replaced)) {
    throw mismatch(
      wish,
      'the value holds an anchor (`&name`) that has aliases elsewhere',
      'write the aliases out first',
    );
  }
}

export function mismatch(wish: Wish, what: string, hint: string): Failure {
  return new Failure('TypeMismatch', `${wish.label}: ${what}`, hint);
}

export function deadEndFailure(
  wish: Wish,
  end: Extract<Reach, { kind: 'deadEnd' }>,
  code: 'TypeMismatch' | 'NoMatch',
): Failure {
  switch (end.what) {
    case 'dash':
      return mismatch(
        wish,
        '`-` means the end of a list and can only be the last step',
        'add the whole item',
      );
    case 'list':
      return new Failure(
        code,
        `${wish.label}: step ${end.step + 1 - wish.baseLength} of the path names a member, but a list is there`,
        'use an index, `-`, `*` or `[key=value]`',
      );
    case 'scalar':
      return new Failure(
        code,
        `${wish.label}: step ${end.step + 1 - wish.baseLength} of the path goes into a value that is no mapping or list`,
        'set or remove that value first',
      );
  }
}

function hasOuterAlias(node: Node, outer: Node): boolean {
  if (node.aliases.some((at) => at < outer.start || at >= outer.end)) return true;
  return (
    children(node).some((child) => hasOuterAlias(child, outer)) ||
    keysOf(node).some((key) => hasOuterAlias(key, outer))
  );
}

function keysOf(node: Node): Node[] {
  return node.kind === 'map' ? node.entries.map((entry) => entry.key) : [];
}
