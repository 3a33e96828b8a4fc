import type { Document, Element, Node } from './node.ts';

/** What a change is about to do, told to the guard before it happens. Layout whitespace and xmlns are not told. */
export type Change =
  | {
      readonly kind: 'attribute';
      readonly element: Element;
      /** The qualified name as it will stand in the document. */
      readonly name: string;
      readonly namespace: string | null;
      /** undefined: removed. */
      readonly value: string | undefined;
    }
  | { readonly kind: 'text'; readonly element: Element; readonly value: string }
  /** `element` is detached; everything below it is new too. */
  | { readonly kind: 'insert'; readonly parent: Element; readonly element: Element }
  /** `by` is the detached element that is to stand in its place. */
  | { readonly kind: 'remove'; readonly element: Element; readonly by: Element | undefined };

/** What the owner of a document knows about it and xml/ doesn't. Implementations must not change the document. */
export interface ChangeGuard {
  /** May a missing child element of this name be made in `parent` on the way of a path? */
  mayMake(parent: Element, localName: string): boolean;
  /** Elements that edits pass over, with all that is in them, as if they were not there. */
  isOffLimits(element: Element): boolean;
  /** Called before each change; throws a Failure to refuse it. */
  beforeChange(change: Change): void;
  /** Called when a change that was told is undone, the last one first. */
  undone?(change: Change): void;
}

export const permitAll: ChangeGuard = {
  mayMake: () => true,
  isOffLimits: () => false,
  beforeChange: () => {},
};

/** One document of one request. Read it through XPath, change it only through change.ts. */
export interface XmlDocument {
  readonly source: string;
  readonly dom: Document;
  readonly root: Element;
  /** May be exchanged at any time, for example for each rule. */
  guard: ChangeGuard;
  /** Counts changes, undone ones too. */
  version: number;
  /** Elements in or below which something changed. Never shrinks: it says where to look, not what differs. */
  readonly touched: Set<Node>;
  /** Elements that were put somewhere, new, moved or copied: what is in them did not stand there in the source. */
  readonly inserted: Set<Node>;
  readonly journal: (() => void)[];
  order: DocumentOrder | undefined;
  /** How many elements the source has. */
  readonly parsedElements: number;
  /** How many elements went in, undone ones too. */
  insertedElements: number;
  /** How many nodes all expressions so far looked at. */
  visits: number;
}

/** The numbers of nodes among their siblings, by what they hang from, for one version of a document. */
export interface DocumentOrder {
  readonly version: number;
  readonly attributes: Map<Node, ReadonlyMap<Node, number>>;
  readonly children: Map<Node, ReadonlyMap<Node, number>>;
}
