import { type JsonMapping, sameJson } from '../yaml/json.ts';
import { type CloudInitData, readCloudInitObject } from './cloud-init-data.ts';

/** Reads the legacy field `cloudInitNoCloudSource` of a call. */
export function readLegacySource(bytes: Uint8Array): JsonMapping | undefined {
  return bytes.length === 0 ? undefined : readCloudInitObject(bytes, 'cloudInitNoCloudSource');
}

/** What a caller that sends only the legacy field means. */
export function fromLegacySource(legacy: JsonMapping): CloudInitData {
  return {
    DataSource: 'noCloud',
    UserData: plainText(legacy, 'userData'),
    NetworkData: plainText(legacy, 'networkData'),
  };
}

/** Whether the legacy field has room for everything that was changed: it has no meta-data. */
export function fitsLegacySource(before: CloudInitData, after: CloudInitData): boolean {
  const rest = ({ UserData: _user, NetworkData: _network, ...others }: CloudInitData) => others;
  return sameJson(rest(before), rest(after));
}

/**
 * The legacy field made to say the same as the data: old callers, and KubeVirt's fallback, read it. A text that says so
 * already stays as it is, in base64 too; a new one stands there as text, since KubeVirt reads no base64 of a reply.
 */
export function toLegacySource(legacy: JsonMapping | undefined, data: CloudInitData): JsonMapping {
  const result = { ...legacy };
  for (const [name, field] of [
    ['userData', 'UserData'],
    ['networkData', 'NetworkData'],
  ] as const) {
    const text = textOf(data[field]);
    if (plainText(legacy ?? {}, name) === text) continue;
    delete result[`${name}Base64`];
    result[name] = text;
  }
  return result;
}

/** Bytes that are no UTF-8 (gzip) become U+FFFD, and are refused as soon as a rule wants to read them. */
function plainText(legacy: JsonMapping, name: 'userData' | 'networkData'): string {
  const text = textOf(legacy[name]);
  const base64 = textOf(legacy[`${name}Base64`]);
  if (text !== '' || base64 === '') return text;
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
    );
  } catch {
    return '\ufffd'; // no base64 either
  }
}

function textOf(value: JsonMapping[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
