import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { CloudInitReply, DomainReply, Hooks } from '../engine/hooks.ts';
import { Failure } from '../text/failure.ts';
import { callHook, type HookCall, type ReplyTo } from './hook-call.ts';

/**
 * The heap of a thread, in MB. What it exceeds ends the thread and not the process, whose 61 MiB have room for this
 * beside 25 of its own.
 */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 28, maxYoungGenerationSizeMb: 2, stackSizeMb: 2 };

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
  return new Promise((done, fail) => {
    const task: Task = { rules, call };
    const thread = new Worker(program, { workerData: task, resourceLimits: RESOURCE_LIMITS });
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
    thread.once('error', (error) => finish(() => fail(isOutOfMemory(error) ? tookTooMuch() : error)));
    thread.once('exit', () => finish(() => fail(new Error('a thread ended without an answer'))));
  });
}

/** In a thread that runInThread started: answers its one call by the rules that `load` makes of the data. */
export function answerInThread(load: (rules: unknown) => Hooks): boolean {
  if (isMainThread) return false;
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

function tookTooMuch(): Failure {
  return new Failure(
    'LimitExceeded',
    `this VM took more than ${RESOURCE_LIMITS.maxOldGenerationSizeMb} MB of memory`,
    'its VMI, domain or cloud-init data is too large for rules to edit',
  );
}
