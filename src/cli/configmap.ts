import { basename } from 'node:path';
import {
  HOOK_SIDECARS,
  hookSidecarsFor,
  hookSidecarsOnLines,
  type RuleMount,
} from '../kubevirt/hook-sidecars.ts';
import { mountProblem, namespaceProblem } from '../kubevirt/mount-names.ts';
import { volumesOfVms } from '../kubevirt/vm-manifest.ts';
import type { Rule } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Source } from '../text/source.ts';
import { type ConfigMap, configMapObject, configMapYaml } from './config-map.ts';
import { IMAGE_ADVICE, MOUNT_OPTIONS, PLACEHOLDER_IMAGE } from './mount-options.ts';
import { oneFile } from './one-file.ts';
import { readOptions } from './options.ts';
import { hasErrors, readRules } from './rule-inputs.ts';
import { complain, complainAbout, readInput, say, Usage } from './terminal.ts';
import { withoutTests } from './without-tests.ts';

export const CONFIGMAP_HELP = `Prints a ConfigMap with rules, and the annotation that brings it to a VM.

Usage: sidepatch configmap FILE... [options]

A FILE may be a folder, or - for standard input. The rules are checked first. Of
several files one key is made, because KubeVirt mounts exactly one. Tests of rules
are left out.

  --name NAME        what the ConfigMap is called; default: after the file, or its first
                     rule where the file is called rule.yaml; of several sidepatch-rules
  --namespace NAME   where it goes; the VM's namespace
  --key KEY          the key that holds the rules; default rule.yaml
  --image IMAGE      sidepatch's image, for the annotation; default: a placeholder that
                     is to be replaced
  --hook-path PATH   where the key is mounted; default /usr/bin/onDefineDomain
  --vm FILE          a VM's manifest: its volumes may not be called as the ConfigMap
  --format FORMAT    text (default) or json
  -h, --help         print this

The annotation stands in a comment above the manifest; in JSON beside it.
Exit code: 0 fine, 1 a rule is broken or a name cannot be used, 2 wrong use.

Examples:
  sidepatch configmap smbios.yaml --image registry.example.com/sidepatch:0.1.0
  sidepatch configmap rules/ --name team-rules --namespace team-a | kubectl apply -f -
  sidepatch configmap smbios.yaml --format json | jq -r .annotation.value
`;

/** What Kubernetes lets the values of a ConfigMap be together, in bytes (MaxSecretSize in pkg/apis/core). */
const MAX_CONFIG_MAP_BYTES = 1024 * 1024;

/** `kubectl apply` keeps the whole object in an annotation, and annotations have 256 KiB (TotalAnnotationSizeLimitB). */
const MAX_APPLY_BYTES = 250_000;

export function configmap(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {
    ...MOUNT_OPTIONS,
    name: { type: 'string' },
    namespace: { type: 'string' },
    vm: { type: 'string' },
    format: { type: 'string', default: 'text' },
  });
  if (values.help) {
    say(CONFIGMAP_HELP);
    return 0;
  }
  if (positionals.length === 0) throw new Usage('needs a rule file or a folder');
  if (!['text', 'json'].includes(values.format)) throw new Usage('--format is text or json');

  const volumes = values.vm === undefined ? undefined : readVolumes(values.vm);
  const { rules, diagnostics, sources } = readRules(positionals);
  complainAbout(diagnostics);
  if (hasErrors(diagnostics)) return 1;
  if (rules.length === 0) return refuse(`there is no rule in ${positionals.join(', ')}`);

  const files = sources.map(asWritten).map((source) => ({ source, ...withoutTests(source) }));
  const kept = files.filter(({ text }) => text !== undefined);
  for (const { source, count } of files) {
    if (count === 0) continue;
    const what = count === 1 ? 'its RuleTest is' : `its ${count} RuleTests are`;
    complain(`note: ${source.name}: ${what} left out of the ConfigMap`);
  }
  const name =
    values.name ??
    nameFor(
      kept.map(({ source }) => source),
      rules,
    );
  const mount: RuleMount = {
    configMap: name,
    key: values.key,
    hookPath: values['hook-path'],
    image: values.image ?? PLACEHOLDER_IMAGE,
  };
  const text = oneFile(kept.map(({ source, text = '' }) => ({ ...source, text })));
  const problem =
    mountProblem(mount) ??
    (values.namespace === undefined ? undefined : namespaceProblem(values.namespace)) ??
    volumeProblem(name, volumes) ??
    sizeProblem(text);
  if (problem !== undefined) return refuse(problem);

  print({ name, namespace: values.namespace, key: values.key, text }, mount, values.format);
  if (values.image === undefined) complain(`sidepatch: warning: ${IMAGE_ADVICE}`);
  return 0;
}

function print(map: ConfigMap, mount: RuleMount, format: string): void {
  if (Buffer.byteLength(map.text) > MAX_APPLY_BYTES) {
    complain('sidepatch: the ConfigMap is too large for kubectl apply: use kubectl apply --server-side');
  }
  if (format === 'json') {
    const annotation = { name: HOOK_SIDECARS, value: hookSidecarsFor(mount) };
    say(JSON.stringify({ manifest: configMapObject(map), annotation }, null, 2));
    return;
  }
  const lines = hookSidecarsOnLines(mount)
    .split('\n')
    .map((line) => `#     ${line}`);
  say(`# The VM's annotation, at spec.template.metadata.annotations (sidepatch annotate writes it there):
#   ${HOOK_SIDECARS}: |-
${lines.join('\n')}
${configMapYaml(map)}`);
}

/** Rules are read without a byte order mark; the file in the pod is to be the same, byte for byte. */
function asWritten({ name, text }: Source): Source {
  return { name, text: name === 'standard input' ? text : readInput(name) };
}

/**
 * After the only file, or its first rule when the file's name says nothing. The suffix keeps it apart from the VM's
 * volumes, which are often called after what they hold.
 */
function nameFor([first, second]: readonly Source[], [rule]: readonly Rule[]): string {
  if (!first || second) return 'sidepatch-rules';
  const base = basename(first.name).replace(/\.ya?ml$/i, '');
  const label = /^(?:rules?|standard input)$/i.test(base) ? (rule?.name ?? '') : base;
  const name = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 57)
    .replace(/-+$/, '');
  return name === '' ? 'sidepatch-rules' : `${name}-rules`;
}

function readVolumes(path: string): ReadonlySet<string> {
  const name = path === '-' ? 'standard input' : path;
  try {
    const { isVm, names } = volumesOfVms(readInput(path));
    if (!isVm) throw new Usage(`${name} holds no VM: give the manifest of a VirtualMachine`);
    return names;
  } catch (error) {
    if (error instanceof Failure) throw new Usage(`${name}: ${error.message}`);
    throw error;
  }
}

function volumeProblem(name: string, volumes: ReadonlySet<string> | undefined): string | undefined {
  if (!volumes?.has(name)) return undefined;
  return `the VM has a volume called "${name}", and KubeVirt gives the ConfigMap's volume that name as well; choose another --name`;
}

function sizeProblem(text: string): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_CONFIG_MAP_BYTES) return undefined;
  return `the rules have ${bytes} bytes together, and a ConfigMap holds ${MAX_CONFIG_MAP_BYTES}; give the rules of fewer VMs`;
}

function refuse(problem: string): number {
  complain(`sidepatch: ${problem}`);
  return 1;
}
