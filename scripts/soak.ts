import { parseArgs } from 'node:util';
import { soak } from '../test/faults/soak.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '10000' }, image: { type: 'string' } },
});
const calls = Number(values.calls);
if (!Number.isInteger(calls) || calls < 100) {
  process.stderr.write('sidepatch: --calls takes a number from 100 on\n');
  process.exit(2);
}
const { objectBytesPerCall, settledBytesPerCall, peak, leak } = await soak(calls, values.image, (line) =>
  console.log(line),
);
console.log(
  `at most ${(peak / 1e6).toFixed(1)} MB; in the second half ${objectBytesPerCall.toFixed(1)} bytes of objects more a call, ${settledBytesPerCall.toFixed(0)} of all memory without garbage`,
);
console.log(leak === undefined ? 'no leak' : `a leak: ${leak}`);
process.exit(leak === undefined ? 0 : 1);
