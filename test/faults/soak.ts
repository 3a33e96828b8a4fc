import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startContainer } from '../../bench/container.ts';
import { callWith, INFO, ON_DEFINE_DOMAIN, openSession, PRE_CLOUD_INIT_ISO } from './client.ts';
import { grpcMessage } from './frames.ts';
import { type Growth, growthOver, type Sample } from './growth.ts';
import { domainRequest, entryPoint, SMBIOS_RULE } from './support.ts';

export interface Soaked extends Growth {
  /** The most that a sample saw, in bytes, garbage and all. */
  readonly peak: number;
}

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
 * Makes calls in a row, on a new connection now and then, and samples the memory. In the first half the sidecar is left
 * alone; from then on its garbage is collected at each sample, so that what is left can be compared. Throws when a call
 * ends otherwise than it must. Without `image` the sidecar is dist/main.js with the options of Node that the Dockerfile
 * has.
 */
export async function soak(
  calls: number,
  image: string | undefined,
  report: (line: string) => void,
): Promise<Soaked> {
  const sidecar = image === undefined ? await startBundle() : await startImage(image);
  const samples: Sample[] = [];
  const every = Math.ceil(calls / SAMPLES);
  let peak = 0;
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
      if ((i + 1) % every !== 0) continue;
      const held = anonymousBytes(sidecar.pid);
      peak = Math.max(peak, held);
      const line = `${String(i + 1).padStart(6)} calls  ${megabytes(held)}`;
      if (i + 1 < calls / 2) {
        report(line);
        continue;
      }
      const objects = await objectBytes(sidecar);
      const settled = anonymousBytes(sidecar.pid);
      samples.push({ calls: i + 1, held, settled, objects });
      report(`${line}, without garbage ${megabytes(settled)}, of which objects ${megabytes(objects, 3)}`);
    }
    session.destroy();
  } finally {
    await sidecar.stop();
  }
  return { ...growthOver(samples), peak };
}

const megabytes = (bytes: number, digits = 1) => `${(bytes / 1e6).toFixed(digits)} MB`;

interface Soaking {
  readonly socket: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const PROBE = fileURLToPath(new URL('heap-probe.cjs', import.meta.url));

/** Where the probe writes: beside the socket, the one place that the container may write to. */
const PROBE_FILE = 'heap.json';

/** Collects the garbage of a sidecar; resolves with what its objects take then. */
async function objectBytes({ socket, pid }: Soaking): Promise<number> {
  const file = join(dirname(socket), PROBE_FILE);
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (let waitedMs = 0; !existsSync(file); waitedMs += 5) {
    if (waitedMs > 10_000) fail('the probe does not answer');
    await sleep(5);
  }
  return (JSON.parse(readFileSync(file, 'utf8')) as { objects: number }).objects;
}

async function startImage(image: string): Promise<Soaking> {
  return startContainer({
    image,
    rules: SMBIOS_RULE,
    podman: [
      `--volume=${PROBE}:/probe.cjs:ro`,
      `--env=HEAP_PROBE=/var/run/kubevirt-hooks/${PROBE_FILE}`,
      `--entrypoint=${JSON.stringify(entryPoint().toSpliced(-1, 0, '-r', '/probe.cjs'))}`,
    ],
    args: ['--version', 'v1alpha3', '--log-level', 'error'],
  });
}

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

async function startBundle(): Promise<Soaking> {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-soak-'));
  chmodSync(folder, 0o777);
  const args = [
    ...entryPoint().slice(1, -1),
    '-r',
    PROBE,
    'dist/main.js',
    '--version',
    'v1alpha3',
    '--log-level',
    'error',
  ];
  const child = spawn(process.execPath, [...args, '--rules', SMBIOS_RULE, '--socket-dir', folder], {
    cwd: projectFolder,
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: '1',
      MALLOC_ARENA_MAX: '1',
      HEAP_PROBE: join(folder, PROBE_FILE),
    },
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

function anonymousBytes(pid: number): number {
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

function fail(message: string): never {
  throw new Error(message);
}
