import type { Capability } from './capabilities.ts';
import { DANGERS, type Danger } from './danger-table.ts';

/** Of every hypervisor, not only QEMU: libvirt's lxc, xen, bhyve and vmware namespaces pass things on in the same way. */
const HYPERVISOR_NAMESPACES = 'http://libvirt.org/schemas/domain/';

/** Folders of the virt-launcher pod that KubeVirt made for this VM. */
const OWN_FOLDERS = [
  '/var/run/kubevirt/',
  '/var/run/kubevirt-private/',
  '/var/run/kubevirt-ephemeral-disks/',
  '/var/run/kubevirt-infra/',
  '/run/kubevirt/',
  '/run/kubevirt-private/',
  '/run/kubevirt-ephemeral-disks/',
  '/run/kubevirt-infra/',
];

/** One step from the root to a node: local name and namespace. */
export interface Name {
  readonly local: string;
  readonly namespace: string | null;
}

/**
 * The capability that writing an element needs, judged by the names on its way from the root (`[domain, os, kernel]`);
 * undefined when it needs none. An element inside one that needs a capability needs it too.
 */
export function capabilityOfElement(path: readonly Name[]): Capability | undefined {
  for (const [i, { local, namespace }] of path.entries()) {
    if (isOfHypervisor(namespace)) return 'QemuCommandLine';
    const [danger] = dangersAt(path.slice(0, i + 1), local);
    if (danger && danger.needs !== 'Path') return danger.needs;
  }
  return undefined;
}

/**
 * The capability that an attribute's value or an element's text needs (`value` undefined: the attribute is taken away):
 * what the table of dangers says of it, and anything that reads as an absolute path outside KubeVirt's own folders.
 * Of other namespaces than a hypervisor's nothing is thought: neither libvirt nor KubeVirt looks at them.
 */
export function capabilityOfValue(
  path: readonly Name[],
  attribute: Name | undefined,
  value: string | undefined,
): Capability | undefined {
  if (attribute && isOfHypervisor(attribute.namespace)) return 'QemuCommandLine';
  const local = attribute?.local;
  const text = value?.trim();
  let namesFile = local !== undefined && FILE_ATTRIBUTES.has(local);
  for (const { needs, values } of dangersAt(path, local === undefined ? 'text()' : `@${local}`)) {
    if (needs === 'Path') namesFile = true;
    else if (values ? text !== undefined && values.includes(text) : text !== '' || local !== undefined)
      return needs;
  }
  if (text === undefined || text === '') return undefined;
  if (local === undefined && FREE_TEXT.has(path.at(-1)?.local ?? '')) return undefined;
  return namesFile || text.startsWith('/') ? capabilityOfFile(text) : undefined;
}

/** QEMU runs in `/`, so a relative path is one from there. */
function capabilityOfFile(path: string): Capability | undefined {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  if (steps[0] === 'dev') return 'HostDevice';
  const isOwn = OWN_FOLDERS.some((folder) => path.startsWith(folder)) && !path.split('/').includes('..');
  return isOwn ? undefined : 'HostFile';
}

/** Attributes that name a file even when the path is relative. */
const FILE_ATTRIBUTES = new Set(['dir', 'file', 'path', 'socket']);

/** Elements whose text is for people or for the guest, never a file. */
const FREE_TEXT = new Set(['entry', 'title', 'description']);

interface Indexed {
  readonly danger: Danger;
  /** The names above the last one, from the inside out. */
  readonly above: readonly string[];
}

/** By the last name of the way, because that is what is looked for. */
const dangersByEnd = indexed(DANGERS);

function indexed(dangers: readonly Danger[]): ReadonlyMap<string, readonly Indexed[]> {
  const found = new Map<string, Indexed[]>();
  for (const danger of dangers) {
    const [end = '', ...above] = danger.at.split('/').reverse();
    found.set(end, [...(found.get(end) ?? []), { danger, above }]);
  }
  return found;
}

/** The dangers whose way ends here. `end` is the last of `path` for an element; else an attribute or text of it. */
function dangersAt(path: readonly Name[], end: string): Danger[] {
  const found = dangersByEnd.get(end);
  if (!found) return [];
  const around = path.map(({ local }) => local).reverse();
  if (!end.startsWith('@') && end !== 'text()') around.shift();
  return found.flatMap(({ danger, above }) => (above.every((name, i) => around[i] === name) ? [danger] : []));
}

function isOfHypervisor(namespace: string | null): boolean {
  return namespace?.startsWith(HYPERVISOR_NAMESPACES) ?? false;
}
