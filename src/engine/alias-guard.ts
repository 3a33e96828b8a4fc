import type { Change } from '../xml/document.ts';
import { childElements, type Element, isElement } from '../xml/node.ts';
import { ancestors, attributeName } from './domain-names.ts';

/**
 * Knows the names by which KubeVirt finds devices again. A device may go with its name; one that stays, also where it is
 * moved or replaced, keeps it. The name of a device that a rule of this call has made is nobody's yet.
 */
export interface AliasGuard {
  /** Whether the change would take an existing name from its device, or give that a second one. */
  isLost(change: Change): boolean;
  /** Told of each change that is about to happen, and of each that is undone, the last one first. */
  note(change: Change): void;
  undo(change: Change): void;
}

export function createAliasGuard(): AliasGuard {
  const inserted = new WeakSet<Element>();
  /** The existing names in each element that was taken out: it may have been moved, or be replaced. */
  const taken: (readonly string[])[] = [];

  const isExisting = (alias: Element) => {
    const name = alias.getAttribute('name') ?? '';
    if (name === '') return false;
    return !ancestors(alias).some((one) => inserted.has(one)) || taken.some((names) => names.includes(name));
  };
  const existingIn = (element: Element) => aliasesIn(element).filter(isExisting).map(nameOf);

  return {
    isLost(change) {
      switch (change.kind) {
        case 'attribute': // KubeVirt's Go structs read an attribute by its local name
          return (
            isAlias(change.element) && attributeName(change).local === 'name' && isExisting(change.element)
          );
        case 'insert':
          return (
            isAlias(change.element) && childElements(change.parent).some((e) => isAlias(e) && isExisting(e))
          );
        case 'remove': {
          if (isAlias(change.element)) return isExisting(change.element);
          if (change.by === undefined) return false;
          const kept = keptIn(change.by);
          return existingIn(change.element).some((name) => !kept.has(name));
        }
        case 'text':
          return false;
      }
    },
    note(change) {
      if (change.kind === 'insert') inserted.add(change.element);
      if (change.kind === 'remove') taken.push(existingIn(change.element));
    },
    undo({ kind }) {
      if (kind === 'remove') taken.pop();
    },
  };
}

/** The names that are beyond doubt: of two aliases, or two names, libvirt may take one and KubeVirt the other. */
function keptIn(element: Element): ReadonlySet<string> {
  const clear = aliasesIn(element).filter(
    ({ attributes, parentNode }) =>
      [...attributes].filter(({ localName }) => localName === 'name').length === 1 &&
      (!isElement(parentNode) || childElements(parentNode).filter(isAlias).length === 1),
  );
  return new Set(clear.map(nameOf));
}

function aliasesIn(element: Element): Element[] {
  return [...(isAlias(element) ? [element] : []), ...childElements(element).flatMap(aliasesIn)];
}

function isAlias({ localName }: Element): boolean {
  return localName === 'alias';
}

function nameOf(alias: Element): string {
  return alias.getAttribute('name') ?? '';
}
