// Asks a sidecar for Info as a process of its own and as another user: node info-client.ts SOCKET UID
import { Client, credentials } from '@grpc/grpc-js';
import { InfoResult } from '../../src/gen/kubevirt/hooks/info/info.ts';
import { becomeUser } from './become-user.ts';

becomeUser(Number(process.argv[3]));

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
