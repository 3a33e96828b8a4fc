import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import type { ServiceError } from '@grpc/grpc-js';
import { createHooks } from '../../src/engine/hooks.ts';
import { DomainHookServiceDefinition } from '../../src/gen/kubevirt/hooks/plugins/v1alpha1/plugin.ts';
import { CallbacksDefinition as V1Alpha1 } from '../../src/gen/kubevirt/hooks/v1alpha1/callbacks.ts';
import { CallbacksDefinition as V1Alpha2 } from '../../src/gen/kubevirt/hooks/v1alpha2/callbacks.ts';
import { CallbacksDefinition as V1Alpha3 } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { loadRules } from '../../src/rules/load.ts';
import { createCallbacks } from '../../src/server/callbacks.ts';
import { createServer, listen } from '../../src/server/listen.ts';
import { createPluginHandlers } from '../../src/server/plugin-api.ts';
import { addService } from '../../src/server/services.ts';
import { type CorpusCase, readCases } from '../corpus/cases.ts';
import { answering, call, connectTo, encode, recordLog, start, tempFolder } from '../server/support.ts';
import { projectFolder } from './run.ts';

// A rule gives the same bytes whichever way KubeVirt asks: each domain rule of the corpus over real sockets, by the three
// hook APIs and by the Plugin API; some of them also from the built program.

const HOOK_APIS = [V1Alpha1, V1Alpha2, V1Alpha3] as const;

const cases = readCases().filter(({ compare, rule }) => compare === 'xml-canonical' && rule !== undefined);

/** One of each kind: attributes, lists, loops, namespaces, a refusal, nothing to do. */
const FROM_THE_BUNDLE = new Set([
  'ansible/ans-cpu-pin',
  'kubevirt/kv-kubenetlab-vsros',
  'kubevirt/kv-qemuargs-quoted',
  'kubevirt/kv-userguide-configmap',
  'libvirt-howto/how-metadata-ns',
  'libvirt-howto/how-move-video',
  'terraform-xslt/tf-gaming-workstation',
  'vagrant-libvirt/vl-sysinfo',
  'vdsm/vdsm-diskunmap-off',
  'vdsm/vdsm-vmdisk-bad',
]);

suite('OnDefineDomain of all versions and MutateDomain give the same bytes', () => {
  test('there are domain rules', () => assert.ok(cases.length >= 110, String(cases.length)));

  for (const one of cases) {
    test(one.id, async (t) => {
      const socket = await serveRules(t, one.rule ?? '');
      checkReplies(one, await askAll(t, one, socket, socket));
    });
  }
});

suite('so does the built program', () => {
  for (const one of cases.filter(({ id }) => FROM_THE_BUNDLE.has(id))) {
    test(one.id, async (t) => {
      const [hooks, plugin] = [tempFolder(t), join(tempFolder(t), 'hook.sock')];
      const sockets = ['--version', 'v1alpha3', '--socket-dir', hooks, '--plugin-socket', plugin];
      const program = join(projectFolder, 'dist/main.js');
      const sidecar = start(t, hooks, [program, ...sockets, '--rules', join(one.folder, 'rule.yaml')], {});
      checkReplies(one, await askAll(t, one, await sidecar.socket(), plugin));
    });
  }

  test('and all of these are cases', () => {
    assert.equal(cases.filter(({ id }) => FROM_THE_BUNDLE.has(id)).length, FROM_THE_BUNDLE.size);
  });
});

/** What one way of asking came to: the domain, or the refusal. */
type Reply = { readonly domain: Buffer } | { readonly code: number; readonly message: string };

async function askAll(
  t: TestContext,
  one: CorpusCase,
  hookSocket: string,
  pluginSocket: string,
): Promise<Reply[]> {
  const [domain, vmi] = [encode(one.before), encode(JSON.stringify(one.vmi))];
  const [hooks, plugin] = [connectTo(t, hookSocket), connectTo(t, pluginSocket)];
  const replies: Reply[] = [];
  for (const api of HOOK_APIS) {
    const request = { domainXML: domain, vmi };
    replies.push(await settled(call(hooks, api, api.methods.onDefineDomain, request), 'domainXML'));
  }
  const sidecarContext = { invocationContext: 'Boot' };
  const request = { domainType: 'libvirt', domain, vmi, sidecarContext };
  const { mutateDomain } = DomainHookServiceDefinition.methods;
  replies.push(await settled(call(plugin, DomainHookServiceDefinition, mutateDomain, request), 'domain'));
  return replies;
}

async function settled<K extends string>(calling: Promise<Record<K, Uint8Array>>, field: K): Promise<Reply> {
  try {
    return { domain: Buffer.from((await calling)[field]) };
  } catch (error) {
    const { code, details } = error as ServiceError; // what grpc-js rejects with
    return { code, message: details };
  }
}

/** All four are the same, and what the engine says without a server. */
function checkReplies(one: CorpusCase, replies: readonly Reply[]): void {
  const { rules } = loadRules([{ name: 'rule.yaml', text: one.rule ?? '' }]);
  const reply = createHooks(rules, []).onDefineDomain(encode(one.before), encode(JSON.stringify(one.vmi)));
  assert.equal(replies.length, 4);
  for (const other of replies) {
    assert.deepEqual(other, replies[0]);
    if ('domain' in other) assert.ok(other.domain.equals(reply.domainXml));
    else assert.ok(one.refuses !== undefined && other.message.includes(one.refuses), other.message);
  }
  assert.equal('domain' in (replies[0] ?? {}), one.refuses === undefined);
}

/** The rules behind the services of a sidecar, in this process. */
async function serveRules(t: TestContext, text: string): Promise<string> {
  const { rules, diagnostics } = loadRules([{ name: 'rule.yaml', text }]);
  assert.deepEqual(diagnostics, []);
  const log = recordLog();
  const answers = answering(createHooks(rules, []), log);
  const server = createServer();
  for (const api of HOOK_APIS)
    addService(
      server,
      api,
      createCallbacks(answers, () => {}),
      log,
    );
  addService(server, DomainHookServiceDefinition, createPluginHandlers(answers), log);
  const listener = await listen(server, join(tempFolder(t), 'hook.sock'));
  t.after(() => listener.drain(1000));
  return listener.path;
}
