import { Failure } from '../text/failure.ts';
import { decodeUtf8 } from '../text/utf8.ts';

/** VMIs are stored in etcd, whose objects end at 1.5 MiB; status and resolved secrets come on top. */
export const MAX_VMI_BYTES = 4 * 1024 * 1024;

export type DataSource = 'NoCloud' | 'ConfigDrive';

/**
 * What rules may ask about a VirtualMachineInstance. `json` holds resolved secrets (cloud-init user data stands in
 * `spec.volumes`): it is for pointers to read, never for a log.
 */
export interface Vmi {
  readonly name: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** The kind of the VMI's cloud-init volume, if it has one. */
  readonly dataSource: DataSource | undefined;
  /**
   * Whether virt-launcher asks on behalf of the target of a live migration, where the returned domain is thrown away
   * but an error would block the migration. Legacy calls do not say so; a VMI that already runs, or that names a
   * migration target, does.
   */
  readonly migrationTarget: boolean;
  readonly json: unknown;
}

/**
 * Reads the VMI that came with a call.
 * Throws `InvalidDocument` when it is missing, not JSON, or not a VMI; the message never quotes it.
 */
export function readVmi(bytes: Uint8Array): Vmi {
  if (bytes.length === 0) throw new Failure('InvalidDocument', 'the call has no VMI');
  if (bytes.length > MAX_VMI_BYTES) {
    throw new Failure('LimitExceeded', `the VMI has ${bytes.length} bytes`, `at most ${MAX_VMI_BYTES}`);
  }
  return readVmiObject(parse(bytes));
}

/** The same from an object that was parsed already, for example from a manifest. */
export function readVmiObject(json: unknown): Vmi {
  const vmi = asRecord(json);
  if (!vmi) throw new Failure('InvalidDocument', 'the VMI is not a JSON object');
  const metadata = asRecord(vmi['metadata']) ?? {};
  return {
    name: asText(metadata['name']),
    namespace: asText(metadata['namespace']),
    labels: asTextMap(metadata['labels']),
    annotations: asTextMap(metadata['annotations']),
    dataSource: dataSourceOf(vmi),
    migrationTarget: isMigrationTarget(vmi),
    json,
  };
}

/** `namespace/name`, for logs. */
export function vmName({ namespace, name }: Vmi): string {
  return `${namespace || '?'}/${name || '?'}`;
}

function parse(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes, 'the VMI');
  try {
    return JSON.parse(text);
  } catch {
    // The reason would quote the VMI, and with it its secrets.
    throw new Failure('InvalidDocument', 'the VMI is not JSON');
  }
}

function dataSourceOf(vmi: Record<string, unknown>): DataSource | undefined {
  const volumes = asRecord(vmi['spec'])?.['volumes'];
  if (!Array.isArray(volumes)) return undefined;
  for (const volume of volumes.map(asRecord)) {
    if (asRecord(volume?.['cloudInitNoCloud'])) return 'NoCloud';
    if (asRecord(volume?.['cloudInitConfigDrive'])) return 'ConfigDrive';
  }
  return undefined;
}

function isMigrationTarget(vmi: Record<string, unknown>): boolean {
  const status = asRecord(vmi['status']);
  if (status?.['phase'] === 'Running') return true;
  const migration = asRecord(status?.['migrationState']);
  const decentralized = asRecord(migration?.['targetState']);
  return asText(migration?.['targetPod']) !== '' || asText(decentralized?.['pod']) !== '';
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>; // an object that is not a list is a record of unknowns
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function asTextMap(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(asRecord(value) ?? {})
      .filter(([, v]) => ['string', 'number', 'boolean'].includes(typeof v))
      .map(([key, v]) => [key, String(v)]),
  );
}
