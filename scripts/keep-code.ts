import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { EXAMPLE_DOMAIN } from '../src/kubevirt/example-domain.ts';
import { WARM_UP_RULE } from '../src/server/warm-up.ts';

/*
 * Keeps the compiled code of the sidecar beside it, as FOLDER/sidecar.code and packages.code: node keep-code.js FOLDER. Made with the Node
 * that is to use it, in the image: another one drops it and compiles. What is kept is what ran until then, so the
 * sidecar is started here, and called.
 */
const CALLS = 3;

const VMI = JSON.stringify({
  metadata: { name: 'vm', namespace: 'default', annotations: { 'warm-up': 'x' } },
  spec: { domain: { devices: {} } },
});

const [, , target = ''] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'keep-code-'));
const rule = join(folder, 'rule.yaml');
writeFileSync(rule, WARM_UP_RULE);
const sockets = mkdtempSync(join(tmpdir(), 'keep-code-'));
process.argv = [
  process.execPath,
  '',
  '--version',
  'v1alpha3',
  '--rules',
  rule,
  '--socket-dir',
  sockets,
  '--log-level',
  'warn',
];

/** Code is only taken under the flags that it was kept under, and so far Node has its own: see src/server/settle.ts. */
const unsettled: Readonly<Record<string, object>> = {
  'node:v8': { ...process.getBuiltinModule('node:v8'), setFlagsFromString() {} },
  'node:vm': { ...process.getBuiltinModule('node:vm'), runInNewContext: () => () => {} },
};

// Which functions were compiled is kept with their code, and done again at once where it is used: not for what only
// loading runs.
setFlagsFromString('--no-sparkplug');

/** By their file's name without its end, as src/launch.ts runs them. */
const scripts = new Map<string, Script>();
type Packages = Readonly<Record<string, () => unknown>>;
let packages: Packages | undefined;
run('sidecar');
whenReady((socket) => callSome(socket, keep));

function whenReady(then: (socket: string) => void): void {
  const [name] = readdirSync(sockets);
  if (name === undefined) setTimeout(() => whenReady(then), 10);
  else then(join(sockets, name));
}

function callSome(socket: string, then: () => void): void {
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  const field = (number: number, text: string) => {
    const bytes = Buffer.from(text);
    const low = (bytes.length & 0x7f) | 0x80;
    return Buffer.concat([Buffer.from([(number << 3) | 2, low, bytes.length >> 7]), bytes]);
  };
  const domain = Buffer.concat([field(1, EXAMPLE_DOMAIN), field(2, VMI)]);
  const calls = Array.from({ length: CALLS }, () => ({
    path: '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain',
    message: domain,
  }));
  const next = ([call, ...others]: typeof calls): void => {
    if (!call) return then();
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: call.path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('trailers', ({ 'grpc-status': status, 'grpc-message': message }) => {
      if (status !== '0') throw new Error(`${call.path}: ${message}`);
    });
    stream.resume();
    stream.on('close', () => next(others));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(call.message.length, 1);
    stream.end(Buffer.concat([prefix, call.message]));
  };
  next([{ path: '/kubevirt.hooks.info.Info/Info', message: Buffer.alloc(0) }, ...calls]);
}

function run(part: string): unknown {
  const script = scriptOf(part);
  scripts.set(part, script);
  return script.runInThisContext()((name: string) => {
    if (!name.startsWith('sidepatch:')) return unsettled[name] ?? process.getBuiltinModule(name);
    if (name === 'sidepatch:releases') return [];
    packages ??= run('packages') as Packages;
    return packages[name.slice('sidepatch:'.length)]?.();
  });
}

function scriptOf(part: string, cachedData?: Buffer): Script {
  const filename = join(target, `${part}.js`);
  return new Script(readFileSync(filename, 'latin1'), { filename, ...(cachedData && { cachedData }) });
}

function keep(): void {
  setFlagsFromString('--sparkplug');
  for (const [part, script] of scripts) {
    const code = script.createCachedData();
    if (scriptOf(part, code).cachedDataRejected) throw new Error('the kept code would not be taken');
    writeFileSync(join(target, `${part}.code`), code, { mode: 0o444 });
  }
  rmSync(folder, { recursive: true });
  rmSync(sockets, { recursive: true });
  process.exit(0);
}
