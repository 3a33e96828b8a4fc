import { inFile, lineColumn, type Span } from './source.ts';

/** What can be wrong with a rule file, found without any VM. */
export type LoadCode =
  | 'InvalidYaml'
  | 'InvalidField'
  | 'DuplicateRule'
  | 'UnknownVariable'
  | 'InvalidTemplate'
  | 'InvalidXPath'
  | 'InvalidXml'
  | 'InvalidPointer'
  | 'InvalidRegex'
  | 'UndeclaredNamespace'
  | 'UndeclaredCapability'
  | 'PolicyViolation'
  | 'WrongPhase'
  | 'ProtectedPath'
  | 'UnguardedValue'
  | 'UnreadableFile';

/** What can go wrong when a rule meets a VM. */
export type ApplyCode =
  | 'MissingValue'
  | 'InvalidValue'
  | 'NoMatch'
  | 'TypeMismatch'
  | 'MixedContent'
  | 'TestFailed'
  | 'ForeignUserData'
  | 'InvalidDocument'
  | 'ProtectedPath'
  | 'UndeclaredCapability'
  | 'PolicyViolation'
  | 'LimitExceeded'
  | 'Internal';

/** What a rule author should know although nothing failed. */
export type WarningCode = 'UnknownName' | 'Unreachable' | 'Conflict' | 'NotIdempotent';

export type DiagnosticCode = LoadCode | ApplyCode | WarningCode;

/**
 * One finding about a rule, as a value. `message` says what is wrong, `hint` what to do; both are one line and never
 * contain a value read from a VM.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
  /** The rule's `metadata.name`, where known. */
  readonly rule?: string;
  /** The place inside the rule, for example `spec.domain[1].path`. */
  readonly field?: string;
  readonly span?: Span;
}

/** `file:line:column: Code: rule NAME, field: message, hint`, on one line. Of a file that was not read: only its name. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { code, span } = diagnostic;
  const place = span ? `${placeOf(span)}: ` : '';
  return `${oneLine(`${place}${code}: `)}${describeDiagnostic(diagnostic)}`;
}

/** `rule NAME, field: message; hint`: the line without place and code. */
export function describeDiagnostic({ message, hint, rule, field }: Diagnostic): string {
  const owner = [rule && `rule ${rule}`, field].filter(Boolean).join(', ');
  const text = [message, hint].filter(Boolean).join('; ');
  return oneLine(owner ? `${owner}: ${text}` : text);
}

/** `file:line:column`; of a file without text only its name, for there is no line 1 in it. */
export function placeOf(span: Span): string {
  const { source, start } = inFile(span);
  if (source.text === '') return source.name;
  const { line, column } = lineColumn(source, start);
  return `${source.name}:${line}:${column}`;
}

/**
 * Control characters become visible escapes, so that a text can neither break a log line, nor colour a terminal, nor
 * turn the direction of writing round.
 */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (c) =>
    c === '\n' ? '\\n' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
