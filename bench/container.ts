import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** The store that scripts/image --local-bases builds into. */
const env = {
  ...process.env,
  CONTAINERS_STORAGE_CONF: join(projectFolder, '.cache/containers/storage.conf'),
};

export interface ContainerOptions {
  readonly image: string;
  /** The file that the image finds as /usr/bin/onDefineDomain. */
  readonly rules: string;
  /** 0.2 unless given, as KubeVirt gives a sidecar of a VM with dedicated CPUs. */
  readonly cpus?: number;
  /** 64,000,000 unless given: KubeVirt's 64M. */
  readonly memoryBytes?: number;
  /** More of podman's options, for example `--entrypoint=[…]` or `--env=…`. */
  readonly podman?: readonly string[];
  /** The program's arguments instead of the image's own. */
  readonly args?: readonly string[];
}

export interface Usage {
  /** Memory that is the process's own, now and at the highest of the samples so far. */
  readonly anonBytes: number;
  readonly peakAnonBytes: number;
  /** Pages of files, Node's program above all: the kernel takes them back when memory is short. */
  readonly fileBytes: number;
  /** The cgroup's highest, files included: close to the limit is no sign of trouble. */
  readonly peakBytes: number;
  readonly cpuSeconds: number;
  readonly oomKills: number;
}

export interface Container {
  readonly socket: string;
  /** From the start of its program to the socket being there. */
  readonly readyMs: number;
  readonly pid: number;
  usage(): Usage;
  isRunning(): boolean;
  log(): string;
  stop(): Promise<void>;
}

/** Between two samples of the memory in use. */
const SAMPLE_MS = 10;

let count = 0;

/** Starts an image, locked down and limited as KubeVirt does with a hook sidecar; resolves when its socket is there. */
export async function startContainer(options: ContainerOptions): Promise<Container> {
  const { image, rules, cpus = 0.2, memoryBytes = 64_000_000, podman = [], args = [] } = options;
  const name = `sidepatch-bench-${process.pid}-${++count}`;
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-bench-'));
  // An emptyDir is everybody's.
  chmodSync(folder, 0o777);
  // Node starts within the time that `podman start` takes: what follows needs to know the process before it does.
  run('podman', [
    '--cgroup-manager=cgroupfs', 'create', '--pull=never', '--runtime=runc', `--name=${name}`,
    '--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024', '--user=107:107', '--cap-drop=ALL',
    '--security-opt=no-new-privileges', '--network=none', '--read-only', '--read-only-tmpfs=false',
    `--memory=${memoryBytes}`, `--cpus=${cpus}`,
    `--volume=${rules}:/usr/bin/onDefineDomain:ro`, `--volume=${folder}:/var/run/kubevirt-hooks`,
    ...podman, image, ...args,
  ]); // biome-ignore format: one option each would be a page
  run('podman', ['--cgroup-manager=cgroupfs', 'init', name]);
  const pid = Number(run('podman', ['inspect', '--format={{.State.Pid}}', name]));
  // A group pays for the pages of files that it is the first to read. On a node other sidecars have read them before, and
  // here it is the machine's mood which of them are still there.
  run('sh', ['-c', `find /proc/${pid}/root/ -xdev -type f -exec cat {} + > /dev/null`]);
  // runc's own process turns into the program.
  const initial = programOf(pid);
  const read = cgroupReader(pid);
  const isRunning = () => existsSync(`/proc/${pid}`);
  // Not awaited: what it starts is to be seen starting.
  const starting = spawn('podman', ['--cgroup-manager=cgroupfs', 'start', name], { env, stdio: 'ignore' });
  const started = new Promise((done) => starting.once('close', done));
  const end = async () => {
    await started;
    // Not podman's own stop: on a machine without systemd it now and then loses sight of a container that ends.
    if (isRunning()) process.kill(pid, 'SIGTERM');
    for (const endMs = Date.now() + 10_000; isRunning() && Date.now() < endMs; ) await sleep(20);
    spawnSync('podman', ['--cgroup-manager=cgroupfs', 'rm', '--force', '--time=0', name], { env });
    rmSync(folder, { recursive: true, force: true });
  };

  const spawnedMs = performance.now();
  let startedMs: number | undefined;
  let socket: string | undefined;
  while (socket === undefined) {
    const now = performance.now();
    if (!isRunning() || now - spawnedMs > 30_000) {
      const log = logOf(name);
      await end();
      throw new Error(`${name} does not get ready:\n${log}`);
    }
    if (startedMs === undefined && programOf(pid) !== initial) startedMs = now;
    const [file] = readdirSync(folder);
    if (file !== undefined && (await accepts(join(folder, file)))) socket = join(folder, file);
    else await sleep(1);
  }
  const readyMs = performance.now() - (startedMs ?? spawnedMs);
  let peakAnonBytes = 0;
  const sample = () => {
    peakAnonBytes = Math.max(peakAnonBytes, anonBytesOf(pid));
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    socket,
    readyMs,
    pid,
    usage() {
      sample();
      return { anonBytes: anonBytesOf(pid), peakAnonBytes, ...read() };
    },
    isRunning,
    log: () => logOf(name),
    async stop() {
      clearInterval(timer);
      await end();
    },
  };
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** False between bind and listen, when a connection is refused. */
function accepts(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path, () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

function logOf(name: string): string {
  const { stdout, stderr } = spawnSync('podman', ['logs', name], { env, encoding: 'utf8' });
  return stdout + stderr;
}

/** The path of a process's program, empty when the process is gone. */
function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

function anonBytesOf(pid: number): number {
  try {
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}

type CgroupUsage = Pick<Usage, 'fileBytes' | 'peakBytes' | 'cpuSeconds' | 'oomKills'>;

/** Reads the cgroup of a process, version 1 or 2, also after the process is gone for as long as the group is there. */
function cgroupReader(pid: number): () => CgroupUsage {
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  const pathOf = (controller: string) => {
    const line = groups.find((one) => one.split(':')[1]?.split(',').includes(controller));
    return line?.split(':')[2] ?? '/';
  };
  const number = (path: string, key?: string) => {
    if (!existsSync(path)) return 0;
    const text = readFileSync(path, 'utf8');
    return Number(key === undefined ? text : new RegExp(`^${key} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  if (existsSync('/sys/fs/cgroup/cgroup.controllers')) {
    const group = `/sys/fs/cgroup${pathOf('')}`;
    return () => ({
      fileBytes: number(`${group}/memory.stat`, 'file'),
      peakBytes: number(`${group}/memory.peak`),
      cpuSeconds: number(`${group}/cpu.stat`, 'usage_usec') / 1e6,
      oomKills: number(`${group}/memory.events`, 'oom_kill'),
    });
  }
  const memory = `/sys/fs/cgroup/memory${pathOf('memory')}`;
  const cpu = `/sys/fs/cgroup/cpuacct${pathOf('cpuacct')}`;
  return () => ({
    fileBytes: number(`${memory}/memory.stat`, 'total_cache'),
    peakBytes: number(`${memory}/memory.max_usage_in_bytes`),
    cpuSeconds: number(`${cpu}/cpuacct.usage`) / 1e9,
    oomKills: number(`${memory}/memory.oom_control`, 'oom_kill'),
  });
}
