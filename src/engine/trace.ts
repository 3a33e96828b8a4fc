import type { Outcome } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';

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
