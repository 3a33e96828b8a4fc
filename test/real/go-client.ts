import { join } from 'node:path';
import { run, succeed, temporaryFolder } from './run.ts';

/** One call through go-client/main.go: the method's path and the encoded message. */
export interface GoCall {
  readonly method: string;
  readonly request: Uint8Array;
}

export interface GoAnswer {
  readonly response?: Buffer;
  /** Go's name of the gRPC status. */
  readonly code?: string;
  readonly message?: string;
  /** What Go's XML decoder says of the response: how many elements it has, or its error. */
  readonly xml?: string;
}

/** Calls a sidecar with Go's gRPC client, all on one connection, with virt-launcher's time limits. */
export function callFromGo(socket: string, calls: readonly GoCall[]): GoAnswer[] {
  const input = JSON.stringify(
    calls.map(({ method, request }) => ({ method, request: Buffer.from(request).toString('base64') })),
  );
  const { code, stdout, stderr } = run(goClient(), [socket], { input });
  if (code !== 0) throw new Error(`the Go client: exit code ${code}\n${stderr}`);
  const answers = JSON.parse(stdout) as (Omit<GoAnswer, 'response'> & { response?: string })[];
  return answers.map(({ response, ...answer }) => ({
    ...answer,
    ...(response === undefined ? {} : { response: Buffer.from(response, 'base64') }),
  }));
}

let program: string | undefined;

/** Built from Debian's sources of gRPC for Go, without a network. */
function goClient(): string {
  if (program === undefined) {
    const folder = temporaryFolder('go');
    const path = join(folder, 'client');
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOFLAGS: '',
      GOCACHE: join(folder, 'cache'),
    };
    succeed('go', ['build', '-o', path, './test/real/go-client'], { env });
    program = path;
  }
  return program;
}
