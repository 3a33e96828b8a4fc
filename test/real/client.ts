import { chmodSync, copyFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { debianPython } from './requirements.ts';
import { projectFolder, run, succeed, temporaryFolder } from './run.ts';

/** One call through client.py: `package.Service/Method`, and the request's fields as bytes. */
export interface Call {
  readonly method: string;
  readonly request?: Readonly<Record<string, Buffer>>;
  /** Its other fields, as protobuf's JSON. */
  readonly plain?: Readonly<Record<string, unknown>>;
}

/** What came back: a response, whose bytes are base64, or a gRPC status. */
export interface Answer {
  readonly response?: Readonly<Record<string, unknown>>;
  readonly code?: string;
  readonly message?: string;
}

/** Calls a sidecar with Python's gRPC, all on one connection; as another user where `uid` is given (needs root). */
export function callFromPython(socket: string, calls: readonly Call[], uid?: number): Answer[] {
  const folder = clientFolder();
  const command = [debianPython, join(folder, 'client.py'), socket, join(folder, 'set.pb')];
  const asUser = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  const [program = '', ...args] = [...asUser, ...command];
  const input = JSON.stringify(
    calls.map(({ method, request, plain }) => ({ method, request: { ...inBase64(request), ...plain } })),
  );
  const { code, stdout, stderr } = run(program, args, { input });
  if (code !== 0) throw new Error(`client.py: exit code ${code}\n${stderr}`);
  return JSON.parse(stdout) as Answer[];
}

/** The bytes of a response's field. */
export function bytesOf(answer: Answer | undefined, field: string): Buffer {
  const value = answer?.response?.[field];
  if (typeof value !== 'string') throw new Error(`no ${field} in ${JSON.stringify(answer)}`);
  return Buffer.from(value, 'base64');
}

function inBase64(request: Call['request'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(request).map(([name, value]) => [name, value.toString('base64')]));
}

let folderOfClient: string | undefined;

/** A folder that every user can read, with client.py and the descriptors made from proto/. */
function clientFolder(): string {
  if (folderOfClient !== undefined) return folderOfClient;
  const folder = temporaryFolder('client');
  const protos = globSync('**/*.proto', { cwd: join(projectFolder, 'proto') });
  succeed('protoc', [
    '-I',
    'proto',
    '--include_imports',
    `--descriptor_set_out=${join(folder, 'set.pb')}`,
    ...protos,
  ]);
  copyFileSync(join(projectFolder, 'test/real/client.py'), join(folder, 'client.py'));
  chmodSync(folder, 0o755);
  folderOfClient = folder;
  return folder;
}
