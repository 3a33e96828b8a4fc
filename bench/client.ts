import { Client, credentials, Server, ServerCredentials, type ServiceError } from '@grpc/grpc-js';
import { InfoParams, InfoResult } from '../src/gen/kubevirt/hooks/info/info.ts';
import { OnDefineDomainParams, OnDefineDomainResult } from '../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';

const INFO = '/kubevirt.hooks.info.Info/Info';
const ON_DEFINE_DOMAIN = '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain';
const MAX_BYTES = 64 * 1024 * 1024;

export interface Reply {
  readonly ms: number;
  readonly bytes: Uint8Array;
}

/** A client of one sidecar, on one connection. Times are the client's: from handing the call over to its reply. */
export interface SidecarClient {
  info(): Promise<number>;
  onDefineDomain(domain: Uint8Array, vmi: Uint8Array): Promise<Reply>;
  close(): void;
}

export function connectTo(socket: string): SidecarClient {
  const limits = { 'grpc.max_receive_message_length': MAX_BYTES, 'grpc.max_send_message_length': MAX_BYTES };
  const client = new Client(`unix:${socket}`, credentials.createInsecure(), limits);
  const call = (method: string, request: Uint8Array) =>
    new Promise<Reply>((done, fail) => {
      const startedMs = performance.now();
      const settle = (error: ServiceError | null, reply?: Buffer) => {
        if (error) fail(error);
        else done({ ms: performance.now() - startedMs, bytes: reply ?? new Uint8Array() });
      };
      const deadline = Date.now() + 60_000;
      client.makeUnaryRequest(method, asBuffer, sameBytes, request, { deadline }, settle);
    });
  return {
    async info() {
      const { ms, bytes } = await call(INFO, InfoParams.encode({}).finish());
      InfoResult.decode(bytes);
      return ms;
    },
    async onDefineDomain(domainXML, vmi) {
      const { ms, bytes } = await call(
        ON_DEFINE_DOMAIN,
        OnDefineDomainParams.encode({ domainXML, vmi }).finish(),
      );
      return { ms, bytes: OnDefineDomainResult.decode(bytes).domainXML };
    },
    close: () => client.close(),
  };
}

/** Runs this process's own gRPC code warm, on a server that does nothing: what is measured afterwards is the sidecar. */
export async function warmUpClient(socket: string, domain: Uint8Array, rounds = 300): Promise<void> {
  const server = new Server();
  const echo = (path: string, reply: Uint8Array) => ({
    path,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: sameBytes,
    requestDeserialize: sameBytes,
    responseSerialize: sameBytes,
    responseDeserialize: sameBytes,
    reply: asBuffer(reply),
  });
  const result = OnDefineDomainResult.encode({ domainXML: domain }).finish();
  const methods = { info: echo(INFO, new Uint8Array()), onDefineDomain: echo(ON_DEFINE_DOMAIN, result) };
  server.addService(methods, {
    info: (_: unknown, reply: (error: null, bytes: Buffer) => void) => reply(null, methods.info.reply),
    onDefineDomain: (_: unknown, reply: (error: null, bytes: Buffer) => void) =>
      reply(null, methods.onDefineDomain.reply),
  });
  await new Promise<void>((done, fail) =>
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? fail(error) : done(),
    ),
  );
  const client = connectTo(socket);
  await client.info();
  for (let i = 0; i < rounds; i++) await client.onDefineDomain(domain, domain);
  client.close();
  server.forceShutdown();
}

function sameBytes(bytes: Buffer): Buffer {
  return bytes;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
