import { META_DATA_FIELDS, META_DATA_SPELLINGS, type MetaDataField } from './cloud-init-data.ts';

/** The fields of Go's CloudInitData that hold text. */
export const TEXT_FIELDS = ['DataSource', 'UserData', 'NetworkData', 'VolumeName'];

const FIELDS: readonly string[] = [...TEXT_FIELDS, ...META_DATA_FIELDS, 'DevicesData'];

const META_DATA_KEYS: Readonly<Record<MetaDataField, readonly string[]>> = {
  NoCloudMetaData: Object.values(META_DATA_SPELLINGS.NoCloud).flat(),
  ConfigDriveMetaData: [...Object.values(META_DATA_SPELLINGS.ConfigDrive).flat(), 'devices'],
};

/**
 * One spelling for all names that Go's JSON decoder takes for the same field: any case, and `ſ` (U+017F) for s and the
 * sign for Kelvin (U+212A) for k. Makes some more names the same than Go does, never fewer.
 */
export function goFold(name: string): string {
  return name.toLowerCase().toUpperCase();
}

/** The names that Go knows in CloudInitData (`inside` undefined), or in one of its mappings of meta-data. */
export function fieldsOf(inside: MetaDataField | undefined): readonly string[] {
  return inside === undefined ? FIELDS : META_DATA_KEYS[inside];
}

/** The field that Go reads into for a name that is not quite its own; undefined for its own name and for others. */
export function misspeltField(inside: MetaDataField | undefined, name: string): string | undefined {
  const fields = fieldsOf(inside);
  return fields.includes(name) ? undefined : fields.find((known) => goFold(known) === goFold(name));
}
