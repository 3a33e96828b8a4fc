import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startContainer } from '../../bench/container.ts';
import { callWith, INFO, ON_DEFINE_DOMAIN, openSession, PRE_CLOUD_INIT_ISO } from './client.ts';
import { grpcMessage } from './frames.ts';
import { domainRequest, SMBIOS_RULE } from './support.ts';

export interface Soaked {
  /** The slope of the memory that is the process's own, over the second half of the calls. */
  readonly megabytesPerThousand: number;
  readonly grows: boolean;
}

/** What noise of the garbage collector may look like over the second half, in MB. */
const NOISE_MB = 4;

/** What a leak of 400 bytes a call would be. */
const MAX_MB_PER_THOUSAND = 0.4;

const message = (bytes: Uint8Array) => grpcMessage(bytes);

/** Good and bad calls, as they could come. The code is what each must end with. */
const CALLS: readonly (readonly [path: string, body: Buffer, code: number])[] = [
  [INFO, message(Buffer.alloc(0)), 0],
  [ON_DEFINE_DOMAIN, message(domainRequest()), 0],
  [
    ON_DEFINE_DOMAIN,
    message(domainRequest(undefined, Buffer.from('{"metadata":{"name":"b","namespace":"c"}}'))),
    0,
  ],
  [ON_DEFINE_DOMAIN, message(domainRequest(Buffer.from('<domain><name>'))), 3],
  [ON_DEFINE_DOMAIN, message(Buffer.alloc(50, 0xff)), 13],
  [ON_DEFINE_DOMAIN, message(domainRequest(Buffer.alloc(100_000, 'x'))), 3],
  [PRE_CLOUD_INIT_ISO, message(Buffer.alloc(0)), 3],
  ['/nobody.Service/Call', message(Buffer.alloc(10)), 12],
];

const CALLS_PER_CONNECTION = 50;
const SAMPLES = 20;

/**
 * Makes calls in a row, on a new connection now and then, and samples the memory. Throws when a call ends otherwise than
 * it must. Without `image` the sidecar is dist/main.js with the options of Node that the Dockerfile has.
 */
export async function soak(
  calls: number,
  image: string | undefined,
  report: (line: string) => void,
): Promise<Soaked> {
  const sidecar = image === undefined ? await startBundle() : await startImage(image);
  const samples: { readonly calls: number; readonly megabytes: number }[] = [];
  const every = Math.ceil(calls / SAMPLES);
  try {
    let session = openSession(sidecar.socket);
    for (let i = 0; i < calls; i++) {
      const [path, body, code] = CALLS[i % CALLS.length] ?? fail('no call');
      const ended = await callWith(session, path, [body]);
      if (ended.code !== code)
        fail(`call ${i} of ${path} ended with ${ended.code} instead of ${code}: ${ended.details}`);
      if (i % CALLS_PER_CONNECTION === CALLS_PER_CONNECTION - 1) {
        session.destroy();
        session = openSession(sidecar.socket);
      }
      if ((i + 1) % every === 0) {
        const megabytes = anonymousBytes(sidecar.pid) / 1e6;
        samples.push({ calls: i + 1, megabytes });
        report(`${String(i + 1).padStart(6)} calls  ${megabytes.toFixed(1)} MB`);
      }
    }
    session.destroy();
  } finally {
    await sidecar.stop();
  }
  const second = samples.slice(samples.length >> 1);
  const megabytesPerThousand = slope(second.map(({ calls: x, megabytes }) => [x / 1000, megabytes] as const));
  const growth = megabytesPerThousand * (((second.at(-1)?.calls ?? 0) - (second[0]?.calls ?? 0)) / 1000);
  return {
    megabytesPerThousand,
    grows: growth > NOISE_MB || (calls >= 10_000 && megabytesPerThousand > MAX_MB_PER_THOUSAND),
  };
}

/** Least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

interface Soaking {
  readonly socket: string;
  readonly pid: number;
  stop(): Promise<void>;
}

async function startImage(image: string): Promise<Soaking> {
  return startContainer({
    image,
    rules: SMBIOS_RULE,
    args: ['--version', 'v1alpha3', '--log-level', 'error'],
  });
}

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

async function startBundle(): Promise<Soaking> {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-soak-'));
  chmodSync(folder, 0o777);
  const args = [...optionsOfImage(), 'dist/main.js', '--version', 'v1alpha3', '--log-level', 'error'];
  const child = spawn(process.execPath, [...args, '--rules', SMBIOS_RULE, '--socket-dir', folder], {
    cwd: projectFolder,
    env: { ...process.env, UV_THREADPOOL_SIZE: '1', MALLOC_ARENA_MAX: '1' },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const exited = new Promise((done) => child.once('close', done));
  let name: string | undefined;
  for (let waitedMs = 0; name === undefined && waitedMs < 10_000; waitedMs += 20) {
    await sleep(20);
    [name] = readdirSync(folder);
  }
  return {
    socket: join(folder, name ?? fail('dist/main.js does not start')),
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What stands between Node and the program in the Dockerfile's ENTRYPOINT. */
function optionsOfImage(): readonly string[] {
  const dockerfile = readFileSync(join(projectFolder, 'Dockerfile'), 'utf8');
  const entry = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
  return entry.filter((word) => word.startsWith('--'));
}

function anonymousBytes(pid: number): number {
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

function fail(message: string): never {
  throw new Error(message);
}
