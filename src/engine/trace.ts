import type {
  CloudInitPart,
  Condition,
  DocumentEdit,
  DomainEdit,
  Loop,
  Outcome,
  PatchOperation,
  Rule,
  SelectorLine,
  Source,
  Variable,
} from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Stop } from '../xml/where-stops.ts';

/** One rule's result. Holds names, paths and counts, never a value. */
export interface RuleResult {
  readonly rule: string;
  readonly outcome: Outcome;
  /**
   * For Skipped: which line of match, which missing value, which condition. For Failed: the diagnostic's text. Else: the
   * edits that found nothing.
   */
  readonly reason?: string;
  /** What was written, in order. */
  readonly writes: readonly Write[];
}

export interface Write {
  /** The edit's place in the rule, for example `spec.domain[0]`. */
  readonly field: string;
  /** Where in the document, for example `/domain/os/smbios/@mode`. */
  readonly path: string;
  readonly action: 'set' | 'added' | 'removed';
}

/** The result of one hook call on one document. Never half-edited: with a `failure`, `text` is the input. */
export interface EditResult {
  readonly text: string;
  readonly changed: boolean;
  readonly results: readonly RuleResult[];
  readonly warnings: readonly Diagnostic[];
  readonly failure?: Diagnostic;
}

/**
 * Told of every step of every rule, in order. For the command line: it holds values of the VM, which the sidecar may not
 * log, and looking for reasons takes time, so a sidecar has none.
 */
export type Watch = (rule: Rule, step: Step, items: readonly Item[]) => void;

/** Which item of a loop a step is about, counted from 1. Outer loops come first. */
export interface Item {
  readonly loop: string;
  readonly number: number;
  readonly of: number;
}

export type Edit = DomainEdit | DocumentEdit | PatchOperation;

export type Step =
  /** A line of match that is not true, or one of exclude that is. */
  | { readonly kind: 'line'; readonly of: 'match' | 'exclude'; readonly line: SelectorLine }
  | { readonly kind: 'missing'; readonly variable: Variable; readonly stop: Stop | undefined }
  | { readonly kind: 'condition'; readonly condition: Condition; readonly found: readonly Found[] }
  /** A loop over an empty list, and an item that is not there or no longer; of a rule or of one edit. */
  | { readonly kind: 'noItems' | 'noItem'; readonly loop: Loop }
  | {
      readonly kind: 'edit';
      readonly edit: Edit;
      readonly effect: Effect;
      readonly stop: Stop | undefined;
    }
  /** Edits of a part that were passed over, because user data is no cloud-config. */
  | { readonly kind: 'foreign'; readonly part: CloudInitPart }
  /** What a rule wrote in one hook; told once, at its end. */
  | { readonly kind: 'wrote'; readonly writes: readonly ValuedWrite[] };

/** Whether an edit's path found or made something; passed over: a value or a list that it needs is left out. */
export type Effect = 'Found' | 'Nothing' | 'PassedOver';

export interface ValuedWrite extends Omit<Write, 'action'> {
  readonly action: Write['action'] | 'merge';
  /** The path as the rule has it, where `path` may hold keys of cloud-init data and values of variables. */
  readonly written?: string;
  /** undefined: removed, or of cloud-init data. An element is its XML, without layout. */
  readonly value: string | undefined;
}

/** What a condition's source gave. */
export interface Found {
  readonly source: Source;
  readonly words: string;
  /** How the test reads, for example `equals none`; empty without one. */
  readonly asks: string;
  /** As text; undefined: missing. */
  readonly actual: string | undefined;
  readonly stop: Stop | undefined;
}
