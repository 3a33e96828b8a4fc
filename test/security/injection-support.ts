import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createHooks } from '../../src/engine/hooks.ts';
import { loadRules } from '../../src/rules/load.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { documentOf } from './support.ts';

const script = fileURLToPath(new URL('real-readers.py', import.meta.url));
const python = '/usr/bin/python3';
const isThere = spawnSync(python, [script], { input: '[]' }).status === 0;

/** Why tests against Python's readers do not run; on CI they always run, and fail without them. */
export const withoutPython = isThere || process.env['CI'] === 'true' ? false : 'no /usr/bin/python3';

/** What Python's ElementTree and email make of texts. Throws where they refuse one. */
export function readWithPython(kind: 'xml' | 'junit' | 'mime', texts: readonly string[]): unknown[] {
  const input = JSON.stringify(texts.map((text) => [kind, text]));
  const run = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`Python refused a result: ${run.stderr}`);
  return JSON.parse(run.stdout) as unknown[];
}

/** What a rule makes of a call: the new text, the same, or the line that says why not. */
export type Made = { readonly text: string; readonly isChanged: boolean } | { readonly refused: string };

interface Vm {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly name?: string;
}

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const vmiOf = ({ annotations = {}, name = 'vm' }: Vm) =>
  bytes({
    metadata: { name, namespace: 'default', annotations },
    spec: { volumes: [{ cloudInitNoCloud: {} }] },
  });

function hooksOf(spec: string) {
  const { rules, diagnostics } = loadRules([{ name: 'rule.yaml', text: documentOf('Rule', 'rule', spec) }]);
  return createHooks(rules, diagnostics);
}

/** OnDefineDomain on a domain, as the server calls it. */
export function makeDomain(spec: string, vm: Vm, domain: string): Made {
  const input = bytes(domain);
  const { domainXml, failure } = hooksOf(spec).onDefineDomain(input, vmiOf(vm));
  if (failure) return { refused: formatDiagnostic(failure) };
  return { text: new TextDecoder().decode(domainXml), isChanged: domainXml !== input };
}

/** PreCloudInitIso on data, as the server calls it. */
export function makeCloudInit(spec: string, vm: Vm, data: object): Made {
  const input = bytes(data);
  const { cloudInitData, failure } = hooksOf(spec).preCloudInitIso(input, bytes(''), vmiOf(vm));
  if (failure) return { refused: formatDiagnostic(failure) };
  return { text: new TextDecoder().decode(cloudInitData), isChanged: cloudInitData !== input };
}

/** The errors of a rule that is refused without a VM. */
export function loadErrors(spec: string): string[] {
  const { diagnostics } = loadRules([{ name: 'rule.yaml', text: documentOf('Rule', 'rule', spec) }]);
  return diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
}
