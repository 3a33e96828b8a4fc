import type { CloudInitReply, DomainReply, Hooks, Reply } from '../engine/hooks.ts';
import { readVmi, vmName } from '../kubevirt/vmi.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { INTERRUPTED, runWithin } from './deadline.ts';
import { callHook, type HookCall, type ReplyTo } from './hook-call.ts';
import type { Log } from './log.ts';

/**
 * How long a call may hold the thread on which all calls are answered. virt-launcher gives Info one second and no second
 * try, and with a fifth of a CPU starting another thread takes up to half of that. Usual calls take a fiftieth of this.
 */
export const MAX_MAIN_THREAD_MS = 300;

/**
 * What each KB of the domain adds to that beyond the size for which a thread has memory. A fifth of a CPU needs a second for
 * a domain of 1 MB, and 61 MiB have no room for it in two threads.
 */
export const MAIN_THREAD_MS_PER_KB = 3;

/** The largest domain that can go on in a thread: more than ten times what KubeVirt makes. */
export const MAX_THREAD_DOMAIN_BYTES = 400 * 1024;

/** How long a call may take in all. virt-handler gives up after 20 s, and tells the user less than we can. */
export const MAX_CALL_MS = 10_000;

/**
 * JSON can take thirty times its bytes in memory. A call whose VMI or cloud-init data is larger than this starts in a
 * thread of its own, because a thread that runs out of memory does not end the process. A usual VMI has 10 KB.
 */
export const MAX_MAIN_THREAD_JSON_BYTES = 256 * 1024;

/**
 * Values in the JSON of a call, as commas and opening brackets, also those inside of texts. A usual VMI has some hundred.
 * JSON.parse cannot be interrupted, and takes sixty bytes for each empty object: a thread's limit of memory does not hold
 * it, and the kernel would end the process.
 */
export const MAX_JSON_VALUES = 150_000;

const JSON_MARKS = [',', '[', '{'].map((mark) => mark.charCodeAt(0));

/**
 * Edits times characters of the domain (see domainStepsOf) that a call may take unwatched: at most a quarter of a second
 * with a fifth of a core. The watch takes half a millisecond, which is a third of all that a usual call takes.
 */
export const MAX_UNWATCHED_STEPS = 2_000_000;

/** The largest domain of a call that is not watched. Real ones have 5 to 50 KB. */
export const MAX_UNWATCHED_BYTES = 64 * 1024;

/** Hooks that always answer in time, and that other calls never wait for long. */
export interface GuardedHooks {
  call<C extends HookCall>(call: C): Promise<ReplyTo<C>>;
  /** Empty also where there was no time to look. */
  recheckDomain(resultXml: Uint8Array, vmi: Uint8Array): readonly Diagnostic[];
}

export interface SlowPath {
  /** What runs a call in a thread of its own, by the rules of this moment: a call may wait until others are replaced. */
  begin(): RunSlowly;
}

/** Rejects with a Failure when `ms` or the thread's memory are used up. */
export type RunSlowly = <C extends HookCall>(call: C, ms: number) => Promise<ReplyTo<C>>;

/**
 * Runs each call on this thread, and what takes long there once more in another one. Those wait for each other, because
 * there is memory for one of them only. A call that takes too long or too much memory there is a failed one.
 */
export function guardHooks(
  hooks: Hooks,
  slowPath: SlowPath,
  log: Log,
  limits: { readonly mainThreadMs: number; readonly callMs: number } = {
    mainThreadMs: MAX_MAIN_THREAD_MS,
    callMs: MAX_CALL_MS,
  },
): GuardedHooks {
  let lastSlow: Promise<unknown> = Promise.resolve();

  const runSlowly = async <C extends HookCall>(call: C): Promise<ReplyTo<C>> => {
    const run = slowPath.begin();
    const end = performance.now() + limits.callMs;
    const before = lastSlow;
    const mine = before.then(() => {
      const leftMs = Math.round(end - performance.now());
      if (leftMs < limits.callMs / 10) throw waitedTooLong();
      return run(call, leftMs);
    });
    lastSlow = mine.catch(() => {});
    try {
      return await mine;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return failedReply(call, error);
    }
  };

  return {
    async call(call) {
      if (holdsMuchJson(call)) {
        log.flush();
        return hasManyValues(call) ? failedReply(call, tooManyValues()) : runSlowly(call);
      }
      if (call.hook === 'OnDefineDomain' && isBrief(hooks, call.domainXml)) return callHook(hooks, call);
      // Should it be the process's last, it is in the log.
      log.flush();
      const beyond = Math.max(0, domainBytes(call) - MAX_THREAD_DOMAIN_BYTES);
      const ms = Math.round(limits.mainThreadMs + beyond * (MAIN_THREAD_MS_PER_KB / 1024));
      const reply = runWithin(ms, () => callHook(hooks, call));
      if (reply !== INTERRUPTED) return reply;
      log.info(`${call.hook} goes on in a thread of its own: it took more than ${ms} ms`);
      return runSlowly(call);
    },

    recheckDomain(resultXml, vmi) {
      if (isBrief(hooks, resultXml)) return hooks.recheckDomain(resultXml, vmi);
      const found = runWithin(limits.mainThreadMs, () => hooks.recheckDomain(resultXml, vmi));
      return found === INTERRUPTED ? [] : found;
    },
  };
}

/** Whether it is known before that the rules are soon done with this domain. */
function isBrief({ domainSteps }: Hooks, { length }: Uint8Array): boolean {
  return length <= MAX_UNWATCHED_BYTES && domainSteps * length <= MAX_UNWATCHED_STEPS;
}

function domainBytes(call: HookCall): number {
  return call.hook === 'OnDefineDomain' ? call.domainXml.length : 0;
}

function holdsMuchJson(call: HookCall): boolean {
  return jsonOf(call).reduce((sum, { length }) => sum + length, 0) > MAX_MAIN_THREAD_JSON_BYTES;
}

/** Searching is Node's own code, and the count ends early: milliseconds for whatever there is. */
function hasManyValues(call: HookCall): boolean {
  let count = 0;
  for (const json of jsonOf(call)) {
    for (const mark of JSON_MARKS) {
      for (let at = json.indexOf(mark); at !== -1; at = json.indexOf(mark, at + 1)) {
        if (++count > MAX_JSON_VALUES) return true;
      }
    }
  }
  return false;
}

function jsonOf(call: HookCall): readonly Uint8Array[] {
  return call.hook === 'PreCloudInitIso' ? [call.vmi, call.cloudInitData, call.legacySource] : [call.vmi];
}

function waitedTooLong(): Failure {
  return new Failure(
    'LimitExceeded',
    'the slow call before this one took all of its time',
    'the log says which one, and why',
  );
}

function tooManyValues(): Failure {
  return new Failure(
    'LimitExceeded',
    `the VMI or its cloud-init data has more than ${MAX_JSON_VALUES} values`,
    'rules cannot read so much; look for what fills it',
  );
}

/** As a rule's failure is answered: with the caller's own bytes, and on a migration's target without an error. */
function failedReply<C extends HookCall>(call: C, failure: Failure): ReplyTo<C>;
function failedReply(call: HookCall, { code, message, hint }: Failure): DomainReply | CloudInitReply {
  const failure: Diagnostic = { code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) };
  const reply: Reply = { results: [], others: 0, warnings: [], failure, ...describeVm(call) };
  switch (call.hook) {
    case 'OnDefineDomain':
      return { ...reply, domainXml: call.domainXml };
    case 'PreCloudInitIso':
      return { ...reply, cloudInitData: call.cloudInitData, legacySource: call.legacySource };
  }
}

function describeVm(call: HookCall): Pick<Reply, 'vm' | 'onMigrationTarget'> {
  const said = call.hook === 'OnDefineDomain' ? call.onMigrationTarget : undefined;
  try {
    if (call.vmi.length > MAX_MAIN_THREAD_JSON_BYTES) return { vm: '', onMigrationTarget: said ?? false };
    const vmi = readVmi(call.vmi);
    return { vm: vmName(vmi), onMigrationTarget: said ?? vmi.migrationTarget };
  } catch {
    return { vm: '', onMigrationTarget: said ?? false };
  }
}
