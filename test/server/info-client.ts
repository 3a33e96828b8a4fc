// Asks a sidecar for Info as a process of its own: node info-client.ts SOCKET
import { Client, credentials } from '@grpc/grpc-js';
import { InfoResult } from '../../src/gen/kubevirt/hooks/info/info.ts';

const client = new Client(`unix:${process.argv[2]}`, credentials.createInsecure());
client.makeUnaryRequest(
  '/kubevirt.hooks.info.Info/Info',
  () => Buffer.alloc(0),
  (bytes: Buffer) => InfoResult.decode(bytes),
  {},
  { deadline: Date.now() + 5000 },
  (error, reply) => {
    process.stdout.write(error ? error.message : JSON.stringify(reply));
    client.close();
  },
);
