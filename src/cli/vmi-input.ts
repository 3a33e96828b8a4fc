import { readVmiObject, type Vmi } from '../kubevirt/vmi.ts';
import { toPlain } from '../rules/compile-rule-test.ts';
import { Failure } from '../text/failure.ts';
import { lineColumn } from '../text/source.ts';
import { readYaml } from '../yaml/read.ts';
import { readInput, Usage } from './terminal.ts';

/**
 * The VMI of a manifest, YAML or JSON. Of a VirtualMachine it is what KubeVirt would make of its template; a list must
 * hold one. The manifest is never quoted in a message: it may hold secrets.
 */
export function readVmiFile(path: string): Vmi {
  const name = path === '-' ? 'standard input' : path;
  const { documents, diagnostics } = readYaml({ name, text: readInput(path) });
  const [problem] = diagnostics;
  if (problem?.span) {
    const { line, column } = lineColumn(problem.span.source, problem.span.start);
    throw new Usage(`${name}:${line}:${column}: is neither YAML nor JSON`);
  }
  const [document, second] = documents;
  if (!document)
    throw new Usage(`${name} is empty: give the VMI, for example from kubectl get vmi NAME -o yaml`);
  if (second) throw new Usage(`${name} holds several documents: give one VMI`);
  try {
    return readVmiObject(instanceOf(toPlain(document), name));
  } catch (error) {
    if (error instanceof Failure) throw new Usage(`${name}: ${error.message}`);
    throw error;
  }
}

function instanceOf(manifest: unknown, name: string): unknown {
  const object = asRecord(manifest);
  const items = object['items'];
  if (Array.isArray(items)) {
    if (items.length === 1) return instanceOf(items[0], name);
    throw new Usage(`${name} lists ${items.length} objects: give one VMI`);
  }
  if (object['kind'] !== 'VirtualMachine') return manifest;
  const { name: vmName, namespace } = asRecord(object['metadata']);
  const template = asRecord(asRecord(object['spec'])['template']);
  const metadata = { name: vmName, namespace, ...asRecord(template['metadata']) };
  return { kind: 'VirtualMachineInstance', metadata, spec: template['spec'] };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}; // checked
}
