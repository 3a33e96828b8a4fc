import { renderResults } from '../../src/cli/explain-results.ts';
import { createHooks } from '../../src/engine/hooks.ts';
import { createCallbacks } from '../../src/server/callbacks.ts';
import { createLog } from '../../src/server/log.ts';
import { toStatus } from '../../src/server/status.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { noCloud, rulesOf, vmiObject } from './cloud-init-support.ts';

// The secret stands in every value and every key that belongs to the VM, and nowhere in a rule.
export const SECRET = /hunter2|aHVudGVyM/i;

export const CONFIG = `#cloud-config
hunter2-key: hunter2
password: hunter2
number: 5
list: [hunter2, hunter2]
users:
  - {name: hunter2, hunter2-field: 1}
  - {name: b}
runcmd: &hunter2 [[hunter2]]
again: *hunter2
map: {hunter2-a: {x: hunter2}, hunter2-b: {x: 1}}
`;
const NETWORK = 'version: 2\nethernets:\n  hunter2: {wifi: hunter2}\n';
/** Everything that leaves the process but for the data itself: log, status, trace and its rendering. */
export function outputOf(specs: readonly string[], userData: string): { said: string; outcomes: string[] } {
  const data = noCloud(userData, NETWORK);
  Object.assign(data['NoCloudMetaData'] as object, {
    'public-keys': { hunter2: 'hunter2' },
    'instance-type': 'hunter2',
  });
  const vmi = vmiObject(
    { secret: 'hunter2' },
    { spec: { volumes: [{ name: 'c', cloudInitNoCloud: { userData, hunter2: 'hunter2' } }] } },
  );
  const encode = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
  const request = {
    cloudInitData: encode(data),
    cloudInitNoCloudSource: encode({ userData, networkData: NETWORK }),
    vmi: encode(vmi),
  };
  const said: string[] = [];
  const hooks = createHooks(rulesOf(...specs), []);
  const log = createLog('debug', (line) => said.push(line));
  try {
    const { fields } = createCallbacks(hooks, log, () => {}).preCloudInitIso(request);
    said.push(JSON.stringify(fields));
  } catch (error) {
    said.push(JSON.stringify([toStatus(error), error]));
  }
  const { results, warnings, failure } = hooks.preCloudInitIso(
    request.cloudInitData,
    request.cloudInitNoCloudSource,
    request.vmi,
  );
  said.push(JSON.stringify(results), renderResults(results));
  said.push(...[...warnings, ...(failure ? [failure] : [])].map(formatDiagnostic));
  return { said: said.join('\n'), outcomes: results.map(({ outcome }) => outcome) };
}
