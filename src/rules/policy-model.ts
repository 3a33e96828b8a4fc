import type { Capability } from '../kubevirt/capabilities.ts';
import { goFold } from '../kubevirt/go-json-names.ts';
import type { Span } from '../text/source.ts';

/**
 * What rules from untrusted places may do, once it was read and checked.
 *
 * Who attacks: whoever writes a VM's manifest. They choose the rules, and through the hookSidecars annotation also the
 * sidecar's `args` and where a ConfigMap is mounted. They do not choose what is in the image. So a policy only ever
 * narrows: every policy must agree with a change, whatever place it was read from, and the folders that one policy trusts
 * are trusted by that policy alone. One more policy, given with --policy, therefore can take away and never give.
 * A mount over the policy itself, another image or `command` are out of reach from in here: an admission policy has to
 * pin the annotation.
 */
export interface Policy {
  readonly name: string;
  readonly span: Span;
  /** Absent in the file: none. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Where it says so, for messages. */
  readonly capabilitiesSpan: Span;
  readonly domain: Limits<DomainPath>;
  readonly userData: Limits<PointerPath>;
  readonly networkData: Limits<PointerPath>;
  readonly metaData: Limits<PointerPath>;
  readonly cloudInitData: Limits<PointerPath>;
  /** Rule files whose real path is below one of these folders are not limited by this policy. */
  readonly trusted: readonly string[];
}

/** Places that may, and that may not, be written. A path stands for everything below it. */
export interface Limits<P> {
  /** undefined: everything. Empty: nothing. */
  readonly allow: readonly P[] | undefined;
  readonly allowSpan: Span;
  readonly deny: readonly P[];
}

interface Written {
  readonly text: string;
  readonly span: Span;
}

/** `/domain/devices/disk/driver/@cache`: names from the root on. */
export interface DomainPath extends Written {
  readonly steps: readonly DomainStep[];
  readonly attribute: string | undefined;
}

/** `*` is any one element. */
export type DomainStep = '*' | { readonly local: string; readonly namespace: string | null };

/** A JSON Pointer; null is `*`, any one member or item. */
export interface PointerPath extends Written {
  readonly steps: readonly (string | null)[];
}

/** The cloud-init sections of a policy. */
export type PolicyPart = 'userData' | 'networkData' | 'metaData' | 'cloudInitData';

export const POLICY_PARTS: readonly PolicyPart[] = ['userData', 'networkData', 'metaData', 'cloudInitData'];

/** Whether a section limits anything. */
export function isLimited({ allow, deny }: Limits<unknown>): boolean {
  return allow !== undefined || deny.length > 0;
}

/**
 * Whether a key of the data is one that a policy denies. cloud-init takes `ssh-authorized-keys` for
 * `ssh_authorized_keys`, and KubeVirt's Go decoder any case (goFold): for a prohibition they are all the same.
 */
export function isDeniedKey(denied: string | null, key: string): boolean {
  return denied === null || alike(denied) === alike(key);
}

function alike(key: string): string {
  return goFold(key.trim()).replaceAll('-', '_');
}
