import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { formatDiagnostic } from '../text/diagnostic.ts';
import type { GrpcServer, Reply } from './grpc-server.ts';
import type { CallStatus } from './grpc-status.ts';
import { describeError, type Log, type LogFields, type LogLevel } from './log.ts';
import { collectAll, LARGE_CALL_BYTES } from './settle.ts';
import { RefusedCall, toStatus, UndecodableRequest } from './status.ts';

/** What a handler gives back. It throws to refuse the call. */
export interface Answer<T> {
  readonly reply: T;
  readonly fields?: LogFields;
  /** How loud the log line of this call is; `info` unless told. */
  readonly logLevel?: LogLevel;
  /** Runs once the reply has gone. */
  readonly afterReply?: () => void;
}

interface Message<T> {
  encode(message: T): BinaryWriter;
  decode(bytes: Uint8Array): T;
}

interface Method {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a table's methods have different messages; Handlers ties them together
  readonly requestType: Message<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly responseType: Message<any>;
}

/** A service as src/gen lists it. */
export interface ServiceTable {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, Method>>;
}

export type Handlers<T extends ServiceTable> = {
  readonly [M in keyof T['methods']]: (
    request: ReturnType<T['methods'][M]['requestType']['decode']>,
  ) =>
    | Answer<Parameters<T['methods'][M]['responseType']['encode']>[0]>
    | Promise<Answer<Parameters<T['methods'][M]['responseType']['encode']>[0]>>;
};

/** KubeVirt's Go client takes no larger reply, whatever we do. */
const KUBEVIRT_MAX_REPLY_BYTES = 4 * 1024 * 1024;

/**
 * Adds a service to a server. Whatever a handler throws becomes a gRPC status and one log line, and
 * the server goes on. One log line a call, without any content.
 */
export function addService<T extends ServiceTable>(
  server: GrpcServer,
  table: T,
  handlers: Handlers<T>,
  log: Log,
): void {
  for (const [key, method] of Object.entries(table.methods)) {
    const handle = handlers[key as keyof T['methods']] as Handler;
    server.methods.set(`/${table.fullName}/${method.name}`, (request, reply) => {
      void answerCall(method, handle, request, reply, log);
    });
  }
}

type Handler = (request: unknown) => Answer<unknown> | Promise<Answer<unknown>>;

async function answerCall(
  method: Method,
  handle: Handler,
  request: Buffer,
  reply: Reply,
  log: Log,
): Promise<void> {
  const startedMs = performance.now();
  const outcome = await runHandler(method, handle, request);
  const milliseconds = performance.now() - startedMs;
  const isLarge = request.length > LARGE_CALL_BYTES;
  // Who is refused finds the reason in the log.
  if ('status' in outcome) {
    logCall(method.name, milliseconds, outcome, log);
    log.flush();
  }
  reply(outcome, () => {
    if ('answer' in outcome) {
      logCall(method.name, milliseconds, outcome, log);
      runAfterReply(outcome.answer, log);
    }
    if (isLarge) collectAll();
  });
}

function runAfterReply({ afterReply }: Answer<unknown>, log: Log): void {
  try {
    afterReply?.();
  } catch (error) {
    log.error('unexpected error after a reply', describeError(error));
  }
}

type Outcome =
  | { readonly answer: Answer<unknown>; readonly bytes: Uint8Array }
  | { readonly status: CallStatus; readonly error: unknown };

async function runHandler(method: Method, handle: Handler, request: Buffer): Promise<Outcome> {
  try {
    const answer = await handle(decodeRequest(method, request));
    return { answer, bytes: method.responseType.encode(answer.reply).finish() };
  } catch (error) {
    return { status: toStatus(error), error };
  }
}

function decodeRequest(method: Method, request: Buffer): unknown {
  try {
    return method.requestType.decode(request);
  } catch {
    throw new UndecodableRequest();
  }
}

function logCall(method: string, milliseconds: number, outcome: Outcome, log: Log): void {
  const common = { method, milliseconds: Math.round(milliseconds * 10) / 10 };
  if ('answer' in outcome) {
    log[outcome.answer.logLevel ?? 'info'](`${method} answered`, { ...common, ...outcome.answer.fields });
    if (outcome.bytes.length > KUBEVIRT_MAX_REPLY_BYTES) {
      log.warn(`KubeVirt takes no reply over ${KUBEVIRT_MAX_REPLY_BYTES} bytes, and will refuse this one`, {
        ...common,
        bytes: outcome.bytes.length,
      });
    }
    return;
  }
  const { error, status } = outcome;
  const details = error instanceof RefusedCall ? formatDiagnostic(error.refusal.first) : status.details;
  const fields = error instanceof RefusedCall ? error.fields : describeError(error);
  log.error(`${method} refused: ${details}`, { ...common, grpcCode: status.code, ...fields });
}
