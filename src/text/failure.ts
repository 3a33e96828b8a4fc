import type { ApplyCode } from './diagnostic.ts';

/**
 * Something that stops the edit of one document: thrown where it is found, caught once per rule, where it becomes a
 * diagnostic with the rule's name and place. The message is one line without any value read from a VM.
 */
export class Failure extends Error {
  readonly code: ApplyCode;
  readonly hint: string | undefined;

  constructor(code: ApplyCode, message: string, hint?: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
  }
}
