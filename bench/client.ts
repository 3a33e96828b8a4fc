import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InfoParams, InfoResult } from '../src/gen/kubevirt/hooks/info/info.ts';
import { OnDefineDomainParams, OnDefineDomainResult } from '../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { projectFolder } from './container.ts';

/** Made by bench/images of bench/client. */
export const clientProgram = join(projectFolder, '.cache/containers/parts/bench/client');

/**
 * A client in Go of one sidecar, on one connection, in a process of its own. Times are that process's: from handing the call
 * over to its reply.
 */
export interface SidecarClient {
  connect(socket: string): Promise<void>;
  info(): Promise<number>;
  onDefineDomain(domain: Uint8Array, vmi: Uint8Array, plan: CallPlan): Promise<Calls>;
  close(): void;
}

/** `calls` calls with a pause after each, or fewer when `maxMs` is over, if not 0. */
export interface CallPlan {
  readonly calls: number;
  readonly pauseMs: number;
  readonly maxMs?: number;
}

export interface Calls {
  /** What each took that was answered. */
  readonly callMs: readonly number[];
  /** The first answer; all others are the same. Empty when there is none. */
  readonly domain: Uint8Array;
  /** Why there was not another one. */
  readonly error?: string;
}

/** Starts the process, which then waits for `connect`. Fails when there is no such program. */
export async function startClient(program = clientProgram): Promise<SidecarClient> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  // A process that has ended is seen by the answer that does not come.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (command: Command): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const line = await lines.next();
    if (line.done) throw new Error('the client in Go has ended');
    // What bench/client/main.go writes.
    return JSON.parse(line.value) as Answer;
  };
  return {
    async connect(socket) {
      const { error } = await ask({ connect: socket });
      if (error !== undefined) throw new Error(error);
    },
    async info() {
      const request = base64(InfoParams.encode({}).finish());
      const { ms = [], reply = '', error } = await ask({ method: INFO, request, calls: 1 });
      const [infoMs] = ms;
      if (infoMs === undefined) throw new Error(error);
      InfoResult.decode(Buffer.from(reply, 'base64'));
      return infoMs;
    },
    async onDefineDomain(domainXML, vmi, plan) {
      const request = base64(OnDefineDomainParams.encode({ domainXML, vmi }).finish());
      const { ms = [], reply = '', error } = await ask({ method: ON_DEFINE_DOMAIN, request, ...plan });
      const domain = OnDefineDomainResult.decode(Buffer.from(reply, 'base64')).domainXML;
      return { callMs: ms, domain, ...(error !== undefined && { error }) };
    },
    close: () => child.kill(),
  };
}

const INFO = '/kubevirt.hooks.info.Info/Info';
const ON_DEFINE_DOMAIN = '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain';

type Command =
  | { readonly connect: string }
  | {
      readonly method: string;
      readonly request: string;
      readonly calls: number;
      readonly pauseMs?: number;
      readonly maxMs?: number;
    };

interface Answer {
  readonly ms?: readonly number[];
  readonly reply?: string;
  readonly error?: string;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
