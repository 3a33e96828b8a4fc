import { type EditableDocument, openDocument, readAt, withBase } from './document.ts';
import { isMapping } from './json.ts';

/**
 * Opens network data: JSON (ConfigDrive's network_data.json) or YAML (NoCloud), nothing as an empty mapping. Where
 * `network` is the only key at the top, pointers are relative to its value. Fails as `openDocument`.
 */
export function openNetworkData(text: string): EditableDocument {
  const document = openDocument(text, looksLikeJson(text) ? 'Json' : 'Yaml');
  const [top] = readAt(document, []);
  const isBelowNetwork = isMapping(top) && Object.keys(top).length === 1 && Object.hasOwn(top, 'network');
  return isBelowNetwork ? withBase(document, ['network']) : document;
}

/** Valid JSON stays JSON; what only begins like it (`{version: 2}`) is YAML. */
function looksLikeJson(text: string): boolean {
  if (!/^\ufeff?\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}
