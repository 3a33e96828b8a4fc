import { renderExplanations } from '../../src/cli/explain-results.ts';
import { listen } from '../../src/cli/explanation.ts';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { createHooks } from '../../src/engine/hooks.ts';
import { readVmiObject } from '../../src/kubevirt/vmi.ts';
import { createCallbacks } from '../../src/server/callbacks.ts';
import { createLog } from '../../src/server/log.ts';
import { toStatus } from '../../src/server/status.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { answering } from '../server/support.ts';
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
export async function outputOf(
  specs: readonly string[],
  userData: string,
): Promise<{ said: string; outcomes: string[] }> {
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
  const log = createLog('debug', { write: (line) => said.push(line), flush() {} });
  try {
    const { fields } = await createCallbacks(answering(hooks, log), () => {}).preCloudInitIso(request);
    said.push(JSON.stringify(fields));
  } catch (error) {
    said.push(JSON.stringify([toStatus(error), error]));
  }
  const { results, warnings, failure } = hooks.preCloudInitIso(
    request.cloudInitData,
    request.cloudInitNoCloudSource,
    request.vmi,
  );
  const read = readVmiObject(vmi);
  const listener = listen('PreCloudInitIso', read, true);
  const rules = rulesOf(...specs);
  editCloudInit(rules, read, data, listener.watch);
  said.push(JSON.stringify(results), renderExplanations(listener.explain(rules, results)));
  said.push(...[...warnings, ...(failure ? [failure] : [])].map(formatDiagnostic));
  return { said: said.join('\n'), outcomes: results.map(({ outcome }) => outcome) };
}
