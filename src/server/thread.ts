import { constants, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { CloudInitReply, DomainReply, Hooks } from '../engine/hooks.ts';
import { Failure } from '../text/failure.ts';
import { callHook, type HookCall, type ReplyTo } from './hook-call.ts';
import { settle } from './settle.ts';

/**
 * What a thread may take in MB, of its heap and the copies of its call. What exceeds it ends the thread and not the
 * process, whose 61 MiB have room for this beside 25 of its own. With less room for the pages of Node's program the
 * kernel would read them again and again, and every call would wait for that.
 */
const MAX_THREAD_MB = 18;

/** A thread with less does not get as far as its call. */
const MIN_HEAP_MB = 8;

/** A call is there as it came, as it is handed over, and as the thread has it. */
const COPIES_OF_CALL = 3;

/** What a thread is started with: its call, and the rules as `load` of the entry point takes them. */
interface Task {
  readonly rules: unknown;
  readonly call: HookCall;
}

/**
 * Runs a call in a thread of its own, which is ended after `ms`. `program` is the entry point, which must hand over to
 * answerInThread; `rules` is plain data. Rejects with LimitExceeded when the time or the thread's memory is used up.
 */
export function runInThread<C extends HookCall>(
  program: string,
  rules: unknown,
  call: C,
  ms: number,
): Promise<ReplyTo<C>> {
  // The call may have filled this thread's heap before it was interrupted, and there is not room for two full ones.
  settle();
  // Given on the command line, as in the image, it would count for the thread as well, and stronger than its own limit.
  setFlagsFromString('--max-old-space-size=0');
  return new Promise((done, fail) => {
    const task: Task = { rules, call };
    const heapMb = heapMbFor(call);
    const resourceLimits = { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 2, stackSizeMb: 2 };
    const thread = new Worker(program, { workerData: task, resourceLimits });
    const timer = setTimeout(() => finish(() => fail(tookTooLong(ms))), ms);
    const finish = (end: () => void) => {
      clearTimeout(timer);
      thread.removeAllListeners();
      // Nobody waits for a thread that has been given up.
      thread.on('error', () => {});
      void thread.terminate().then(end, end);
    };
    thread.once('message', (reply: DomainReply | CloudInitReply) =>
      finish(() => done(withSameArrays(call, reply) as ReplyTo<C>)),
    );
    thread.once('error', (error) => finish(() => fail(isOutOfMemory(error) ? tookTooMuch(heapMb) : error)));
    thread.once('exit', () => finish(() => fail(new Error('a thread ended without an answer'))));
  });
}

function heapMbFor(call: HookCall): number {
  const arrays =
    call.hook === 'OnDefineDomain'
      ? [call.domainXml, call.vmi]
      : [call.cloudInitData, call.legacySource, call.vmi];
  const bytes = arrays.reduce((sum, { length }) => sum + length, 0);
  return Math.max(MIN_HEAP_MB, Math.floor(MAX_THREAD_MB - (COPIES_OF_CALL * bytes) / 1e6));
}

/** In a thread that runInThread started: answers its one call by the rules that `load` makes of the data. */
export function answerInThread(load: (rules: unknown) => Hooks): boolean {
  if (isMainThread) return false;
  // On Linux for this thread alone: the main one answers others first, within the fifth of a CPU that both share.
  setPriority(constants.priority.PRIORITY_LOW);
  const { rules, call } = workerData as Task; // runInThread's
  parentPort?.postMessage(callHook(load(rules), call));
  return true;
}

/** A reply says "unchanged" with the input's own array, which does not survive the way through a thread. */
function withSameArrays(call: HookCall, reply: DomainReply | CloudInitReply): DomainReply | CloudInitReply {
  const same = (given: Uint8Array, got: Uint8Array) => (Buffer.compare(given, got) === 0 ? given : got);
  if (call.hook === 'OnDefineDomain' && 'domainXml' in reply) {
    return { ...reply, domainXml: same(call.domainXml, reply.domainXml) };
  }
  if (call.hook === 'PreCloudInitIso' && 'cloudInitData' in reply) {
    return {
      ...reply,
      cloudInitData: same(call.cloudInitData, reply.cloudInitData),
      legacySource: same(call.legacySource, reply.legacySource),
    };
  }
  return reply;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tookTooLong(ms: number): Failure {
  return new Failure(
    'LimitExceeded',
    `the rules took more than ${Math.round(ms / 1000)} s for this VM`,
    'look for loops over many items, and for XPath that starts with //',
  );
}

function tookTooMuch(heapMb: number): Failure {
  return new Failure(
    'LimitExceeded',
    `this VM took more than ${heapMb} MB of memory`,
    'its VMI, domain or cloud-init data is too large for rules to edit',
  );
}
