import { Failure } from '../text/failure.ts';
import {
  applyEdit,
  type EditableDocument,
  forkDocument,
  openDocument,
  printDocument,
  readAt,
} from '../yaml/document.ts';
import { isMapping, type Json } from '../yaml/json.ts';
import type { PointerStep } from '../yaml/pointer.ts';
import { HOOK_SIDECARS, type MountWish, withSidecar } from './hook-sidecars.ts';

/** A VM in a manifest, and what became of it. */
export interface AnnotatedVm {
  /** `VirtualMachine db-1`. */
  readonly title: string;
  readonly changed: boolean;
  /** The ConfigMap that its sidecar mounted until now, where it was another one. */
  readonly replaced?: string;
  /** Annotations on the object itself, which KubeVirt does not copy to the instance that rules see. */
  readonly lost: readonly string[];
}

interface Kind {
  /** The way to what becomes the instance: its metadata and its spec. */
  readonly template: readonly string[];
  /** The ways to objects above it, whose annotations do not reach the instance. */
  readonly above: readonly (readonly string[])[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  VirtualMachine: { template: ['spec', 'template'], above: [[]] },
  VirtualMachineInstance: { template: [], above: [] },
  VirtualMachineInstanceReplicaSet: { template: ['spec', 'template'], above: [[]] },
  VirtualMachinePool: {
    template: ['spec', 'virtualMachineTemplate', 'spec', 'template'],
    above: [[], ['spec', 'virtualMachineTemplate']],
  },
};

/** Annotations that tools leave on every object: nobody means a rule to read them. */
const BOOKKEEPING = /^(?:(?:[\w-]+\.)*(?:kubernetes|helm|argoproj)\.(?:io|sh)\/|kubevirt\.io\/|description$)/;

/**
 * Puts the sidecar into the annotation of every VM of a manifest (YAML, one or several documents, or JSON; the VMs may
 * stand in a List or an OpenShift Template). Everything else keeps its bytes, other documents are not even read.
 * Throws `InvalidDocument` when a VM cannot be edited, or has a volume of the ConfigMap's name.
 */
export function annotateVms(
  text: string,
  wish: MountWish,
  otherImage: string,
): { text: string; vms: readonly AnnotatedVm[] } {
  const vms: AnnotatedVm[] = [];
  const parts = documentsIn(text).map((part) => {
    const document = openIfVm(part);
    if (!document) return part;
    for (const vm of vmsOf(document)) vms.push(annotate(document, vm, wish, otherImage));
    return printDocument(document);
  });
  return { text: parts.join(''), vms };
}

/** The volumes of all VMs of a manifest, by name. */
export function volumesOfVms(text: string): { isVm: boolean; names: ReadonlySet<string> } {
  const vms = documentsIn(text).flatMap((part) => {
    const document = openIfVm(part);
    return document ? vmsOf(document).map((vm) => volumeNames(document, vm)) : [];
  });
  return { isVm: vms.length > 0, names: new Set(vms.flat()) };
}

/** A VM's place in its document. */
interface Vm extends Kind {
  readonly title: string;
}

function annotate(document: EditableDocument, vm: Vm, wish: MountWish, otherImage: string): AnnotatedVm {
  const path = [...vm.template, 'metadata', 'annotations'];
  try {
    if (volumeNames(document, vm).includes(wish.configMap)) {
      throw new Failure(
        'InvalidDocument',
        `it has a volume called "${wish.configMap}", and KubeVirt gives the ConfigMap's volume that name as well`,
        'give the ConfigMap another name',
      );
    }
    const before = mappingAt(document, path);
    const value = before[HOOK_SIDECARS] ?? undefined;
    if (value !== undefined && typeof value !== 'string') {
      throw new Failure(
        'InvalidDocument',
        `the annotation ${HOOK_SIDECARS} is not text`,
        'put it into quotes',
      );
    }
    const { value: after, line = after, ...replaced } = withSidecar(value, wish, otherImage);
    const write = (target: EditableDocument, text: string) =>
      applyEdit(target, { op: 'set', path: keys([...path, HOOK_SIDECARS]), value: text });
    if (after !== value) {
      const trial = forkDocument(document);
      write(trial, after);
      const isEscaped = printDocument(trial).includes(JSON.stringify(after));
      write(document, isEscaped ? line : after);
    }
    const lost = lostAnnotations(document, vm, before);
    return { title: vm.title, changed: after !== value, lost, ...replaced };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, `${vm.title}: ${error.message}`, error.hint);
  }
}

function lostAnnotations(document: EditableDocument, vm: Vm, reaching: Record<string, Json>): string[] {
  const own = vm.above.flatMap((object) =>
    Object.keys(mappingAt(document, [...object, 'metadata', 'annotations'])),
  );
  return [...new Set(own)].filter((name) => !Object.hasOwn(reaching, name) && !BOOKKEEPING.test(name)).sort();
}

function volumeNames(document: EditableDocument, { template }: Vm): string[] {
  const [volumes] = readAt(document, keys([...template, 'spec', 'volumes']));
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((volume) => (isMapping(volume) ? [String(volume['name'])] : []));
}

function vmsOf(document: EditableDocument, object: readonly string[] = []): Vm[] {
  const manifest = mappingAt(document, object);
  const kind = String(manifest['kind']);
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known && /^(?:[\w-]+\.)*kubevirt\.io\//.test(String(manifest['apiVersion']))) {
    const metadata = mappingAt(document, [...object, 'metadata']);
    const name = metadata['name'] ?? metadata['generateName'] ?? '';
    return [
      {
        title: `${kind} ${name}`.trim(),
        template: [...object, ...known.template],
        above: known.above.map((way) => [...object, ...way]),
      },
    ];
  }
  const list = kind === 'Template' ? 'objects' : 'items';
  const items = manifest[list];
  if (!Array.isArray(items) || !/^(?:Template|\w*List)$/.test(kind)) return [];
  return items.flatMap((_, at) => vmsOf(document, [...object, list, String(at)]));
}

function mappingAt(document: EditableDocument, path: readonly string[]): Record<string, Json> {
  const [value] = readAt(document, keys(path));
  return isMapping(value) ? value : {};
}

function keys(path: readonly string[]): PointerStep[] {
  return path.map((key) => ({ kind: 'key', key }));
}

/** The document, when a VM may be in it. Others need not even be valid: a manifest may hold templates of other tools. */
function openIfVm(text: string): EditableDocument | undefined {
  if (!/kind["']?\s*:\s*["']?VirtualMachine/.test(text)) return undefined;
  return openDocument(text, isJson(text) ? 'Json' : 'Yaml');
}

function isJson(text: string): boolean {
  if (!/^\ufeff?\s*\{/.test(text)) return false;
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

/**
 * A YAML stream cut into its documents, byte for byte: joined they are the text. `---` and `...` at the start of a line
 * are never content (YAML 1.2.2 §9.1.2); comments and directives above a `---` belong to the document below.
 */
function documentsIn(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  const documents: string[] = [];
  let current = '';
  let isBegun = false;
  const finish = () => {
    if (current !== '') documents.push(current);
    current = '';
    isBegun = false;
  };
  for (const line of lines) {
    const isStart = /^\ufeff?---(?=[ \t\r\n]|$)/.test(line);
    if (isStart && isBegun) finish();
    current += line;
    isBegun ||= isStart || !/^\ufeff?(?:[ \t]*(?:#.*)?|%.*)\r?\n?$/.test(line);
    if (/^\.\.\.(?=[ \t\r\n]|$)/.test(line)) finish();
  }
  finish();
  return documents;
}
