import { readVmiObject, type Vmi } from '../kubevirt/vmi.ts';
import { readPlainData } from '../rules/plain-data.ts';
import { Failure } from '../text/failure.ts';
import { lineColumn } from '../text/source.ts';
import { complain, readInput, Usage } from './terminal.ts';

type Manifest = Readonly<Record<string, unknown>>;

/**
 * The VMI of a manifest, YAML or JSON. Of a VirtualMachine it is what KubeVirt would make of its template. Among other
 * objects, in documents or in a list, there must be one of them. The manifest is never quoted in a message: it may hold
 * secrets.
 */
export function readVmiFile(path: string): Vmi {
  const name = path === '-' ? 'standard input' : path;
  const { documents, diagnostics } = readPlainData({ name, text: readInput(path) });
  const [problem] = diagnostics;
  if (problem?.span) {
    const { line, column } = lineColumn(problem.span.source, problem.span.start);
    throw new Usage(`${name}:${line}:${column}: is neither YAML nor JSON`);
  }
  const objects = documents.flatMap(itemsOf);
  if (objects.length === 0)
    throw new Usage(`${name} is empty: give the VMI, for example from kubectl get vmi NAME -o yaml`);
  try {
    return readVmiObject(instanceOf(chooseOne(objects, name)));
  } catch (error) {
    if (error instanceof Failure) throw new Usage(`${name}: ${error.message}`);
    throw error;
  }
}

const KINDS = ['VirtualMachineInstance', 'VirtualMachine'];

/** The objects of a list as kubectl prints it. */
function itemsOf(object: unknown): unknown[] {
  const { items } = asRecord(object);
  return Array.isArray(items) ? items.flatMap(itemsOf) : [object];
}

function chooseOne(objects: readonly unknown[], name: string): unknown {
  const [only, second] = objects;
  const { kind } = asRecord(only);
  // A VMI reaches the sidecar without its kind, too.
  if (second === undefined && (kind === undefined || kind === '')) return only;
  const machines = objects.filter((object) => KINDS.includes(String(asRecord(object)['kind'])));
  if (machines.length === 1) return machines[0];
  throw new Usage(
    `${name} holds ${machines.length === 0 ? 'no VMI' : `${machines.length} VMs`}: give one VirtualMachineInstance or VirtualMachine`,
  );
}

function instanceOf(manifest: unknown): unknown {
  const { kind, metadata, spec } = asRecord(manifest);
  if (kind !== 'VirtualMachine') return manifest;
  const template = asRecord(asRecord(spec)['template']);
  noteWhatStaysBehind(asRecord(metadata), asRecord(template['metadata']));
  const { name, namespace } = asRecord(metadata);
  return {
    kind: 'VirtualMachineInstance',
    metadata: { ...asRecord(template['metadata']), name, namespace },
    spec: template['spec'],
  };
}

/** Labels and annotations of the VirtualMachine itself do not reach the VMI: the commonest mistake with rules. */
function noteWhatStaysBehind(own: Manifest, ofTemplate: Manifest): void {
  const left = ['annotations', 'labels'].flatMap((field) =>
    Object.keys(asRecord(own[field]))
      .filter((key) => !Object.hasOwn(asRecord(ofTemplate[field]), key) && !isOfTheCluster(key))
      .map((key) => `${field.slice(0, -1)} ${key}`),
  );
  if (left.length === 0) return;
  complain(
    `note: only on the VirtualMachine itself, so not on its VMI: ${left.join(', ')}; rules see what stands under spec.template.metadata`,
  );
}

/** What kubectl and KubeVirt write there themselves. */
function isOfTheCluster(key: string): boolean {
  return /^(kubectl\.kubernetes|kubevirt)\.io\//.test(key);
}

function asRecord(value: unknown): Manifest {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Manifest) // checked on the line above
    : {};
}
