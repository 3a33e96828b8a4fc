import { type Diagnostic, type DiagnosticCode, formatDiagnostic, oneLine } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { type CallStatus, statusCodes as status } from './grpc-status.ts';
import type { LogFields } from './log.ts';

/** Why a call is refused: the rule files are broken (Load), or a rule failed on this VM (Apply). */
export interface Refusal {
  readonly phase: 'Load' | 'Apply';
  readonly first: Diagnostic;
  /** How many more there are, all of them in the log already. */
  readonly more: number;
}

/** Ends a call with a refusal. `fields` is what its log line says about the VM and the rules. */
export class RefusedCall extends Error {
  readonly refusal: Refusal;
  readonly fields: LogFields;

  constructor(refusal: Refusal, fields: LogFields) {
    super(refusal.first.message);
    this.name = 'RefusedCall';
    this.refusal = refusal;
    this.fields = fields;
  }
}

/** Ends a call whose bytes are no message of its method. */
export class UndecodableRequest extends Error {
  constructor() {
    super('the request is not a valid protobuf message');
    this.name = 'UndecodableRequest';
  }
}

/** Ends a call that asks for what this server does not have. The message goes to the client; it quotes nothing. */
export class WrongCall extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'WrongCall';
    this.code = code;
  }
}

/** KubeVirt quotes the message in a condition and an event, where more is cut or unreadable. */
const MAX_DETAILS = 499;

/** What the client learns of an error nobody foresaw: nothing of its message, which may quote the document. */
const UNEXPECTED =
  "sidepatch: internal error, nothing was changed; see the hook sidecar's log, and please report it";

/** The one place where an error becomes a gRPC status. */
export function toStatus(error: unknown): CallStatus {
  if (error instanceof RefusedCall) return refusedStatus(error.refusal);
  if (error instanceof Failure) {
    const { code, message, hint } = error;
    return applyStatus({ code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) });
  }
  if (error instanceof UndecodableRequest) {
    return {
      code: status.INTERNAL,
      details: `sidepatch: ${error.message}; is this KubeVirt's virt-launcher?`,
    };
  }
  if (error instanceof WrongCall) return { code: error.code, details: `sidepatch: ${error.message}` };
  return { code: status.INTERNAL, details: UNEXPECTED };
}

function refusedStatus({ phase, first, more }: Refusal): CallStatus {
  if (phase === 'Apply') return applyStatus(first);
  const rest = more === 0 ? '' : ` (and ${more} more, see the sidecar's log)`;
  return { code: status.INVALID_ARGUMENT, details: fitDiagnostic(first, MAX_DETAILS - rest.length) + rest };
}

function applyStatus(diagnostic: Diagnostic): CallStatus {
  const code = applyCode(diagnostic.code);
  return { code, details: code === status.INTERNAL ? UNEXPECTED : fitDiagnostic(diagnostic, MAX_DETAILS) };
}

function applyCode(code: DiagnosticCode): number {
  switch (code) {
    case 'InvalidDocument':
      return status.INVALID_ARGUMENT;
    case 'LimitExceeded':
      return status.RESOURCE_EXHAUSTED;
    case 'ProtectedPath':
    case 'UndeclaredCapability':
    case 'PolicyViolation':
      return status.PERMISSION_DENIED;
    case 'Internal':
      return status.INTERNAL;
    default:
      return status.FAILED_PRECONDITION;
  }
}

/** One line of at most `max` UTF-16 units. What gives way is the message's end: the place and the cure stay. */
function fitDiagnostic(diagnostic: Diagnostic, max: number): string {
  const whole = wellFormed(formatDiagnostic(diagnostic));
  if (whole.length <= max) return whole;
  const message = oneLine(diagnostic.message);
  const room = message.length - (whole.length - max);
  const shorter = wellFormed(formatDiagnostic({ ...diagnostic, message: cut(message, room) }));
  return cut(shorter, max);
}

/** At most `max` units of the text, the last one `…` when something is missing. At least the `…`. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Half of a surrogate pair is no character, and cannot be sent. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
