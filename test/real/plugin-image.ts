import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { mountConfigMap } from '../server/mount-config-map.ts';
import { RULE } from '../server/support.ts';
import { bytesOf, type Call, callFromPython } from './client.ts';
import { boardMaker, domainXml, INFO, password, SHUTDOWN, vmi } from './fixtures.ts';
import { run, temporaryFolder } from './run.ts';
import { type Sidecar, start } from './sidecar.ts';

const ON_DEFINE_DOMAIN = ['v1alpha1', 'v1alpha2', 'v1alpha3'].map(
  (version) => `kubevirt.hooks.${version}.Callbacks/OnDefineDomain`,
);
const MUTATE_DOMAIN = 'kubevirt.hooks.plugins.v1alpha1.DomainHookService/MutateDomain';

/** The folders in the container, as deploy/plugin mounts them. */
const PLUGIN_FOLDER = '/var/run/kubevirt-plugin/sidepatch';
const RULES_FOLDER = '/etc/sidepatch/vm-rules';

const rule = (name: string, edit: string) => `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata:
  name: ${name}
spec:
  variables:
    - name: maker
      annotation: smbios.vm.kubevirt.io/baseBoardManufacturer
  domain:
    - ${edit}
`;
const MAKER = rule('maker', '{op: set, path: /domain/description, value: $(maker)}');
const titled = (title: string) => rule('title', `{op: set, path: /domain/title, value: ${title}}`);
const REFUSING = rule('strict', '{op: test, path: /domain/nothing, message: this VM has nothing}');

interface Image {
  readonly name: string;
  /** Where podman finds it. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The image as hook sidecar and plugin in one locked-down container, driven by Python's gRPC: both sockets, rules from a
 * ConfigMap's folder that changes under it, its own health check, and a migration's target.
 */
export function suiteOfPluginImage({ name, env }: Image): void {
  suite('as hook sidecar and plugin at once', () => {
    const container = `sidepatch-plugin-${process.pid}`;
    const [pluginFolder, rules] = [temporaryFolder('plugin'), temporaryFolder('rules')];
    const plugin = join(pluginFolder, 'hook.sock');
    let sidecar: Sidecar;
    let hooks: string;

    before(async () => {
      chmodSync(pluginFolder, 0o777);
      chmodSync(rules, 0o755);
      mountConfigMap(rules, '1', { '10-maker.yaml': MAKER, '20-title.yaml': titled('first') });
      // scripts/image-run mounts a rule in the place of a hook's script, too.
      const nobody = join(temporaryFolder('rule'), 'rule.yaml');
      writeFileSync(nobody, RULE);
      const mounts = [`--volume=${pluginFolder}:${PLUGIN_FOLDER}`, `--volume=${rules}:${RULES_FOLDER}:ro`];
      const sockets = ['--version', 'v1alpha3', '--plugin-socket', `${PLUGIN_FOLDER}/hook.sock`];
      sidecar = start((folder) => [
        'scripts/image-run',
        [`--name=${container}`, ...mounts, name, nobody, folder, ...sockets, '--rules', RULES_FOLDER],
      ]);
      hooks = await sidecar.socket();
    });

    test('both sockets give the same bytes, by all versions', () => {
      const [info, ...defined] = callFromPython(hooks, [{ method: INFO }, ...ON_DEFINE_DOMAIN.map(defineBy)]);
      assert.deepEqual(info?.response?.['versions'], ['v1alpha3']);
      const [mutated] = callFromPython(plugin, [mutate('Boot')]);
      const domain = bytesOf(mutated, 'domain').toString();
      assert.match(domain, /<title>first<\/title>/);
      assert.ok(domain.includes(`<description>${boardMaker}</description>`));
      for (const answer of defined) assert.equal(bytesOf(answer, 'domainXML').toString(), domain);
    });

    test('its own check finds both sockets, and no others', () => {
      assert.equal(checkInside('/var/run/kubevirt-hooks').code, 0);
      assert.equal(checkInside(`${PLUGIN_FOLDER}/hook.sock`).code, 0);
      const { code, stderr } = checkInside('/app');
      assert.equal(code, 1, stderr);
      assert.match(stderr, /is no socket and holds none/);
    });

    test('a changed ConfigMap is taken over while it runs', async () => {
      mountConfigMap(rules, '2', { '10-maker.yaml': MAKER, '20-title.yaml': titled('second') });
      await logged('changed rules taken over');
      assert.match(titleOf(mutate('Boot')), /second/);
      const [defined] = callFromPython(hooks, [defineBy(ON_DEFINE_DOMAIN[2] ?? '')]);
      assert.match(bytesOf(defined, 'domainXML').toString(), /<title>second<\/title>/);
    });

    test('a broken one is reported, and the last good rules stay', async () => {
      mountConfigMap(rules, '3', {
        '10-maker.yaml': MAKER,
        '20-title.yaml': 'kind: Rule\nspec: {domain: 1}\n',
      });
      await logged('are broken and not taken over');
      assert.match(sidecar.log(), /20-title\.yaml:\d+:\d+: \w+: /);
      assert.match(titleOf(mutate('Boot')), /second/);
    });

    test('a migration’s target gets its domain back whatever goes wrong', async () => {
      mountConfigMap(rules, '4', { '10-maker.yaml': MAKER, '20-title.yaml': REFUSING });
      await logged('changed rules taken over', 2);
      const broken = Buffer.from(domainXml.toString().replace('</devices>', ''));
      for (const context of ['Boot', 'MigrationSource']) {
        const [refused, unreadable] = callFromPython(plugin, [mutate(context), mutate(context, broken)]);
        assert.match(refused?.message ?? '', /this VM has nothing/);
        assert.equal(unreadable?.code, 'INVALID_ARGUMENT');
      }
      const [answered, unreadable] = callFromPython(plugin, [
        mutate('MigrationTarget'),
        mutate('MigrationTarget', broken),
      ]);
      assert.ok(bytesOf(answered, 'domain').equals(domainXml));
      assert.ok(bytesOf(unreadable, 'domain').equals(broken));
    });

    test('ends after Shutdown with both sockets removed, and has logged no secret', async () => {
      callFromPython(hooks, [{ method: SHUTDOWN }]);
      assert.equal(await sidecar.exited(), 0);
      assert.deepEqual(readdirSync(sidecar.folder), []);
      assert.ok(!existsSync(plugin));
      assert.match(sidecar.log(), /MutateDomain method has been called/);
      assert.ok(!sidecar.log().includes(password));
      assert.ok(!sidecar.log().includes(boardMaker));
    });

    function titleOf(call: Call): string {
      const [answer] = callFromPython(plugin, [call]);
      return /<title>.*<\/title>/.exec(bytesOf(answer, 'domain').toString())?.[0] ?? '';
    }

    function checkInside(path: string) {
      return run('podman', ['exec', container, '/nodejs/bin/node', '/app/main.js', '--check', path], { env });
    }

    /** Waits for the text to stand in the log so many times; it looks for changes every five seconds. */
    async function logged(text: string, times = 1): Promise<void> {
      for (const end = Date.now() + 20_000; Date.now() < end; await sleep(100)) {
        if (sidecar.log().split(text).length > times) return;
      }
      throw new Error(`"${text}" is not in the log ${times} times:\n${sidecar.log()}`);
    }
  });
}

function defineBy(method: string): Call {
  return { method, request: { domainXML: domainXml, vmi } };
}

function mutate(context: string, domain = domainXml): Call {
  const plain = { domain_type: 'libvirt', sidecar_context: { invocation_context: context } };
  return { method: MUTATE_DOMAIN, request: { domain, vmi }, plain };
}
