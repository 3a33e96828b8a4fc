// Plays virt-launcher's part against the built sidecar, and shows what happens to a VM's domain on the way.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { Client, credentials } from '@grpc/grpc-js';
import { createTwoFilesPatch } from 'diff';
import { InfoParams, InfoResult } from '../src/gen/kubevirt/hooks/info/info.ts';
import {
  OnDefineDomainParams,
  OnDefineDomainResult,
  ShutdownParams,
  ShutdownResult,
} from '../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';

const RULES = 'test/fixtures/smbios.yaml';
const ANNOTATION = 'smbios.vm.kubevirt.io/baseBoardManufacturer';

/** virt-launcher looks for new sockets this often, and gives up on them after these times. */
const POLL_INTERVAL_MS = 300;
const DIAL_TIMEOUT_MS = 2000;
const INFO_TIMEOUT_MS = 1000;
/** virt-launcher waits longer; nobody who watches a demo would. */
const POLL_TIMEOUT_MS = 15_000;
const CALL_TIMEOUT_MS = 20_000;

interface Message<T> {
  encode(message: T): BinaryWriter;
  decode(input: BinaryReader | Uint8Array): T;
}

const folder = mkdtempSync(join(tmpdir(), 'sidepatch-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const domain = readFileSync('test/fixtures/domain.xml');
const vmi = readFileSync('test/fixtures/vmi.json');

title(`The rule, ${RULES}`);
print(readFileSync(RULES, 'utf8').trimEnd());
title('What the VM says');
const maker = readAnnotation(vmi);
print(`metadata:\n  annotations:\n    ${ANNOTATION}: ${maker}`);
title('What virt-launcher and the sidecar do');
const edited = await callSidecar();
title('What became of the domain');
printDiff(domain.toString(), edited.once.toString());
check(`the board's maker is now ${maker}`, hasBoardMaker(edited.once.toString(), maker));
check('the same again on the result changes nothing more', edited.twice.equals(edited.once));
check('a VM without the annotation keeps its domain, byte for byte', edited.other.equals(domain));
check('the sidecar ended by itself, its socket removed', edited.endedCleanly);

/** One life of a sidecar: started, found, asked who it is, called, told to end. */
async function callSidecar() {
  const hooks = join(folder, 'kubevirt-hooks');
  mkdirSync(hooks);
  const sidecar = startSidecar(hooks);
  const ended = once(sidecar, 'close') as Promise<[number | null]>;
  const socket = await findSocket(hooks, sidecar);
  const client = new Client(`unix:${socket}`, credentials.createInsecure(), {
    'grpc.default_authority': 'localhost',
  });
  await new Promise<void>((resolve, reject) =>
    client.waitForReady(Date.now() + DIAL_TIMEOUT_MS, (error) => (error ? reject(error) : resolve())),
  );
  const info = await call('kubevirt.hooks.info.Info/Info', InfoParams, InfoResult, {}, INFO_TIMEOUT_MS);
  say(`Info: "${info.name}" speaks ${info.versions.join(', ')}`);
  say(`it wants to be called for ${info.hookPoints.map(({ name }) => name).join(' and ')}`);

  const first = await define(domain, vmi);
  const second = await define(first, vmi);
  const other = await define(domain, Buffer.from('{"metadata":{"name":"someone-else","namespace":"bebop"}}'));
  await call('kubevirt.hooks.v1alpha3.Callbacks/Shutdown', ShutdownParams, ShutdownResult, {});
  client.close();
  const [code] = await ended;
  return {
    once: first,
    twice: second,
    other,
    endedCleanly: code === 0 && readdirSync(hooks).length === 0,
  };

  async function define(domainXML: Buffer, vmi: Buffer): Promise<Buffer> {
    const method = 'kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain';
    const reply = await call(method, OnDefineDomainParams, OnDefineDomainResult, { domainXML, vmi });
    return Buffer.from(reply.domainXML);
  }

  function call<Request, Reply>(
    method: string,
    request: Message<Request>,
    reply: Message<Reply>,
    message: Request,
    timeoutMs = CALL_TIMEOUT_MS,
  ): Promise<Reply> {
    say(`calls ${method.split('/')[1]}`);
    const start = performance.now();
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        `/${method}`,
        (value: Request) => Buffer.from(request.encode(value).finish()),
        (bytes) => reply.decode(bytes),
        message,
        { deadline: Date.now() + timeoutMs },
        (error, value) => {
          say(`answered after ${(performance.now() - start).toFixed(1)} ms`);
          if (error || value === undefined) reject(error ?? new Error(`${method}: no reply`));
          else resolve(value);
        },
      );
    });
  }
}

/** The bundle that the image carries, as a process of its own; its log is shown line by line. */
function startSidecar(hooks: string): ChildProcess {
  const args = ['dist/main.js', '--version', 'v1alpha3', '--rules', RULES, '--socket-dir', hooks];
  say(`$ node ${args.join(' ')}`);
  const sidecar = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  process.on('exit', () => sidecar.kill('SIGKILL'));
  for (const stream of [sidecar.stdout, sidecar.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      print(styleText('dim', `  sidecar        ${shorten(line)}`));
    });
  }
  return sidecar;
}

/** A line of the log without what is the same in each. */
function shorten(line: string): string {
  if (!line.startsWith('{')) return line;
  const { component: _, timestamp: __, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  return `${level}: ${msg}${Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''}`;
}

async function findSocket(hooks: string, sidecar: ChildProcess): Promise<string> {
  for (let waitedMs = 0; waitedMs < POLL_TIMEOUT_MS; waitedMs += POLL_INTERVAL_MS) {
    const [name] = readdirSync(hooks);
    if (name !== undefined) {
      say(`found ${name} after ${waitedMs} ms`);
      return join(hooks, name);
    }
    if (sidecar.exitCode !== null) throw new Error(`the sidecar ended with exit code ${sidecar.exitCode}`);
    await sleep(POLL_INTERVAL_MS);
  }
  throw new Error(`no socket in ${hooks} after ${POLL_TIMEOUT_MS} ms`);
}

function readAnnotation(vmi: Buffer): string {
  const { metadata } = JSON.parse(vmi.toString()) as { metadata: { annotations: Record<string, string> } };
  const value = metadata.annotations[ANNOTATION];
  if (value === undefined) throw new Error(`the VMI has no annotation ${ANNOTATION}`);
  return value;
}

function hasBoardMaker(xml: string, maker: string): boolean {
  const [, board = ''] = /<baseBoard>(.*?)<\/baseBoard>/s.exec(xml) ?? [];
  return board.includes(`<entry name="manufacturer">${maker}</entry>`);
}

function printDiff(before: string, after: string): void {
  const patch = createTwoFilesPatch(
    'domain.xml, from virt-launcher',
    'domain.xml, from the sidecar',
    before,
    after,
  );
  for (const line of patch.trimEnd().split('\n').slice(1)) {
    const colour = line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : 'reset';
    print(styleText(colour, line.replaceAll('\t', '  ')));
  }
}

function check(claim: string, holds: boolean): void {
  if (!holds) process.exitCode = 1;
  print(holds ? styleText('green', `✓ ${claim}`) : styleText('red', `✗ not so: ${claim}`));
}

function title(text: string): void {
  print(`\n${styleText('bold', text)}`);
}

function say(text: string): void {
  print(`  virt-launcher  ${text}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
