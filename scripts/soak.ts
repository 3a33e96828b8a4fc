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
const { megabytesPerThousand, grows } = await soak(calls, values.image, (line) => console.log(line));
console.log(
  `${megabytesPerThousand.toFixed(2)} MB more per 1,000 calls in the second half${grows ? ': it grows' : ''}`,
);
process.exit(grows ? 1 : 0);
