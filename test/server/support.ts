import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import type { CloudInitReply, DomainReply, Hooks } from '../../src/engine/hooks.ts';
import { guardHooks } from '../../src/server/guarded-hooks.ts';
import type { Log, LogFields, LogLevel } from '../../src/server/log.ts';
import type { Answering } from '../../src/server/run-hook.ts';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A rule that compiles and is for no VM. */
export const RULE = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata:
  name: for-nobody
spec:
  match:
    names: [nobody]
  domain:
    - op: set
      path: /domain/os/smbios/@mode
      value: sysinfo
`;

export const DOMAIN = '<domain type="kvm">\n\t<name>default_vm</name>\n\t<devices></devices>\n</domain>';
export const VMI = '{"metadata":{"name":"vm","namespace":"default"},"spec":{"domain":{"devices":{}}}}';

/** A folder that every user may enter, removed when the test ends. */
export function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-'));
  chmodSync(folder, 0o755);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunningSidecar {
  readonly process: ChildProcess;
  readonly folder: string;
  /** The socket, once it is there and takes connections. */
  socket(): Promise<string>;
  /** The exit code, or the signal's name. */
  readonly exited: Promise<number | string>;
  stderr(): string;
  logLines(): LogLine[];
  messages(): string[];
}

export interface LogLine extends Record<string, unknown> {
  readonly level: string;
  readonly msg: string;
}

const MAIN = join(import.meta.dirname, '../../dist/main.js');
export const WITH_HOOKS = join(import.meta.dirname, 'sidecar-with-hooks.ts');

/** src/main.ts as a process, with one rule and a socket folder of its own. */
export function startMain(
  t: TestContext,
  args: readonly string[] = ['--version', 'v1alpha3'],
  options: { readonly env?: NodeJS.ProcessEnv } = {},
): RunningSidecar {
  const folder = tempFolder(t);
  const rule = join(tempFolder(t), 'rule.yaml');
  writeFileSync(rule, RULE);
  return start(t, folder, [MAIN, ...args, '--socket-dir', folder, '--rules', rule], options);
}

/** The sidecar with one of the made-up hooks of sidecar-with-hooks.ts. */
export function startWithHooks(t: TestContext, hooks: string): RunningSidecar {
  const folder = tempFolder(t);
  return start(t, folder, [WITH_HOOKS, hooks, folder], {});
}

export function start(
  t: TestContext,
  folder: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv },
): RunningSidecar {
  const { CONTAINER_NAME: _, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...options.env },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exited = new Promise<number | string>((done) => {
    child.once('close', (code, signal) => done(code ?? signal ?? 'unknown'));
  });
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const lines = () =>
    stderr
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  return {
    process: child,
    folder,
    socket: () => waitForSocket(folder, () => stderr),
    exited,
    stderr: () => stderr,
    logLines: lines,
    messages: () => lines().map(({ msg }) => msg),
  };
}

async function waitForSocket(folder: string, stderr: () => string): Promise<string> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 5) {
    const [name] = existsSync(folder) ? readdirSync(folder) : [];
    if (name !== undefined && (await accepts(join(folder, name)))) return join(folder, name);
    await sleep(5);
  }
  throw new Error(`no socket in ${folder}: ${stderr()}`);
}

/** False between bind and listen, when a connection is refused; virt-launcher, too, then tries again. */
function accepts(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path, () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** Waits until the text stands in the log. */
export async function waitForLog(sidecar: RunningSidecar, text: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 5) {
    if (sidecar.stderr().includes(text)) return;
    await sleep(5);
  }
  throw new Error(`"${text}" is not in the log: ${sidecar.stderr()}`);
}

interface Message<T> {
  encode(message: T): BinaryWriter;
  decode(bytes: Uint8Array): T;
}

export interface TestMethod<Q, A> {
  readonly name: string;
  readonly requestType: Message<Q>;
  readonly responseType: Message<A>;
}

export function connectTo(t: TestContext, socket: string): Client {
  const client = new Client(`unix:${socket}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    // Else grpc-js shares one connection between all clients of a process.
    'grpc.use_local_subchannel_pool': 1,
  });
  t.after(() => client.close());
  return client;
}

/** One call, decoded; rejects with grpc-js's ServiceError. */
export async function call<Q, A>(
  client: Client,
  service: { readonly fullName: string },
  method: TestMethod<Q, A>,
  request: Q,
): Promise<A> {
  const bytes = await callRaw(
    client,
    `/${service.fullName}/${method.name}`,
    method.requestType.encode(request).finish(),
  );
  return method.responseType.decode(bytes);
}

export function callRaw(client: Client, path: string, request: Uint8Array): Promise<Buffer> {
  return new Promise((done, fail) => {
    client.makeUnaryRequest(
      path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => bytes,
      request,
      { deadline: Date.now() + 20_000 },
      (error: ServiceError | null, reply?: Buffer) => {
        if (error) fail(error);
        else done(reply ?? Buffer.alloc(0));
      },
    );
  });
}

/** The error of a call that must fail. */
export async function refusal(calling: Promise<unknown>): Promise<ServiceError> {
  try {
    await calling;
  } catch (error) {
    return error as ServiceError;
  }
  throw new Error('the call was answered');
}

export interface RecordedLog extends Log {
  readonly lines: {
    readonly level: LogLevel;
    readonly message: string;
    readonly fields: LogFields | undefined;
  }[];
}

export function recordLog(): RecordedLog {
  const lines: RecordedLog['lines'] = [];
  const at = (level: LogLevel) => (message: string, fields?: LogFields) =>
    void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), flush() {} };
}

/** What answers calls by these hooks on the spot. */
export function answering(hooks: Hooks, log: Log): Answering {
  const begin = () => () => Promise.reject(new Error('no call of this test is slow'));
  return {
    hooks: guardHooks(hooks, { begin }, log),
    broken: () => hooks.diagnostics.filter(({ severity }) => severity === 'error'),
    log,
    onCall() {},
  };
}

/** Hooks that pass everything through, but for what is given. */
export function hooksWith(given: Partial<Hooks>): Hooks {
  return {
    hasDomainRules: true,
    hasCloudInitRules: true,
    domainSteps: Number.POSITIVE_INFINITY,
    diagnostics: [],
    ruleNames: ['for-nobody'],
    onDefineDomain: (domainXml) => domainReply(domainXml),
    preCloudInitIso: (cloudInitData, legacySource) => cloudInitReply(cloudInitData, legacySource),
    recheckDomain: () => [],
    ...given,
  };
}

const REPLY = { vm: 'default/vm', results: [], others: 0, warnings: [], onMigrationTarget: false };

export function domainReply(domainXml: Uint8Array, given: Partial<DomainReply> = {}): DomainReply {
  return { domainXml, ...REPLY, ...given };
}

export function cloudInitReply(
  cloudInitData: Uint8Array,
  legacySource: Uint8Array,
  given: Partial<CloudInitReply> = {},
): CloudInitReply {
  return { cloudInitData, legacySource, ...REPLY, ...given };
}
