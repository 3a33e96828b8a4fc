import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { InfoDefinition, InfoResult } from '../../src/gen/kubevirt/hooks/info/info.ts';
import {
  DomainHookServiceDefinition,
  MutateDomainRequest,
  MutateDomainResponse,
} from '../../src/gen/kubevirt/hooks/plugins/v1alpha1/plugin.ts';
import { CallbacksDefinition as V1Alpha1 } from '../../src/gen/kubevirt/hooks/v1alpha1/callbacks.ts';
import { CallbacksDefinition as V1Alpha2 } from '../../src/gen/kubevirt/hooks/v1alpha2/callbacks.ts';
import {
  OnDefineDomainParams,
  OnDefineDomainResult,
  ShutdownParams,
  CallbacksDefinition as V1Alpha3,
} from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { boardMaker, brokenRules, domainXml, smbiosRules, vmi } from './fixtures.ts';
import { callFromGo, type GoAnswer } from './go-client.ts';
import { needs } from './requirements.ts';
import { type Sidecar, start, startBundle } from './sidecar.ts';

// virt-launcher is written in Go: its gRPC client, its deadlines, and its XML decoder.

const skip = needs('go gRPC');

const define = (table: { readonly fullName: string }, domainXML: Buffer = domainXml) => ({
  method: `/${table.fullName}/OnDefineDomain`,
  request: OnDefineDomainParams.encode({ domainXML, vmi }).finish(),
});
const info = { method: `/${InfoDefinition.fullName}/Info`, request: new Uint8Array() };
const shutdown = {
  method: `/${V1Alpha3.fullName}/Shutdown`,
  request: ShutdownParams.encode({}).finish(),
};
const domainOf = ({ response }: GoAnswer) =>
  OnDefineDomainResult.decode(response ?? Buffer.alloc(0)).domainXML;

suite('a client in Go', { skip }, () => {
  let answers: GoAnswer[];
  let exitCode: number | null;
  before(async () => {
    const sidecar = startBundle(smbiosRules);
    const calls = [info, define(V1Alpha1), define(V1Alpha2), define(V1Alpha3)];
    const large = Buffer.from(`<domain>${' '.repeat(3 * 1024 * 1024)}</domain>`);
    const socket = await sidecar.socket();
    answers = callFromGo(socket, [...calls, define(V1Alpha3, large), shutdown]);
    exitCode = await sidecar.exited();
  });

  test('is told what the sidecar offers', () => {
    const { name, versions } = InfoResult.decode(answers[0]?.response ?? Buffer.alloc(0));
    assert.deepEqual([name, versions], ['sidepatch', ['v1alpha3']]);
  });

  test('gets the edited domain through each version, and its decoder reads it', () => {
    const [, ...defined] = answers.slice(0, 4);
    assert.match(domainOf(defined[0] as GoAnswer).toString(), new RegExp(boardMaker));
    for (const answer of defined) {
      assert.deepEqual(domainOf(answer), domainOf(defined[0] as GoAnswer));
      assert.match(answer.xml ?? '', /^\d+ elements$/);
    }
  });

  test('is refused in words where the limits end', () => {
    assert.equal(answers[4]?.code, 'ResourceExhausted');
    assert.match(answers[4]?.message ?? '', /^LimitExceeded: domain XML: /);
  });

  test('ends the process with Shutdown', () => {
    assert.equal(answers[5]?.code, undefined);
    assert.equal(exitCode, 0);
  });

  test('is told which rule file is broken, in one line that it can quote', async () => {
    const sidecar = startBundle(brokenRules);
    const [refused] = callFromGo(await sidecar.socket(), [define(V1Alpha3), shutdown]);
    await sidecar.exited();
    assert.equal(refused?.code, 'InvalidArgument');
    assert.match(refused?.message ?? '', /^[^\n]*broken\.yaml:\d+:\d+: [^\n]+$/);
  });

  test('gets the same bytes from the Plugin API', async () => {
    const sidecar: Sidecar = start((folder) => [
      process.execPath,
      ['dist/main.js', '--plugin-socket', `${folder}/hook.sock`, '--rules', smbiosRules],
    ]);
    const request = MutateDomainRequest.encode({
      domainType: 'libvirt',
      domain: domainXml,
      vmi,
      sidecarContext: { invocationContext: 'Boot' },
    }).finish();
    const method = `/${DomainHookServiceDefinition.fullName}/MutateDomain`;
    const [mutated] = callFromGo(await sidecar.socket(), [{ method, request }]);
    sidecar.signal('SIGTERM');
    assert.equal(await sidecar.exited(), 0);
    const { domain } = MutateDomainResponse.decode(mutated?.response ?? Buffer.alloc(0));
    assert.deepEqual(domain, domainOf(answers[3] as GoAnswer));
  });
});
