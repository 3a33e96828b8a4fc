import { applyEdit, openDocument, printDocument } from '../yaml/document.ts';
import { isMapping, type Json, sameJson } from '../yaml/json.ts';

/** The text of a JSON list of objects with one more at its end, laid out like the last one. */
export function withEntryLikeLast(text: string, entry: { readonly [key: string]: Json }): string {
  const list = JSON.parse(text) as Json[]; // the caller has read it as a list of objects
  const end = text.lastIndexOf('}') + 1;
  const start = startOfLast(text, end, list.at(-1));
  const wanted = [...list, entry];
  const indent = start === undefined ? undefined : /\n([ \t]*)$/.exec(text.slice(0, start))?.[1];
  const separator = indent === undefined ? ', ' : `,\n${indent}`;
  const alike = start === undefined ? '' : filled(text.slice(start, end), entry);
  const laidOut = `${text.slice(0, end)}${separator}${alike}${text.slice(end)}`;
  return alike.includes('\n') && sameJson(JSON.parse(laidOut), wanted) ? laidOut : appended(text, entry);
}

/** No other object ends there: what begins before the last entry is more than one value. */
function startOfLast(text: string, end: number, last: Json | undefined): number | undefined {
  for (let at = text.indexOf('{'); at !== -1 && at < end; at = text.indexOf('{', at + 1))
    if (isText(text.slice(at, end), last)) return at;
  return undefined;
}

function isText(text: string, value: Json | undefined): boolean {
  try {
    return sameJson(JSON.parse(text), value);
  } catch {
    return false;
  }
}

/** An object's text with other members, the layout of those that it has already kept. */
function filled(text: string, wanted: { readonly [key: string]: Json }): string {
  const document = openDocument(text, 'Json');
  const edit = (op: 'set' | 'remove', keys: readonly string[], value: Json) => {
    const path = keys.map((key) => ({ kind: 'key' as const, key }));
    applyEdit(document, op === 'set' ? { op, path, value } : { op, path });
  };
  const fill = (before: Json | undefined, after: Json, at: readonly string[]) => {
    if (!isMapping(before) || !isMapping(after)) return edit('set', at, after);
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) edit('remove', [...at, key], null);
    for (const [key, value] of Object.entries(after)) fill(before[key], value, [...at, key]);
  };
  fill(JSON.parse(text) as Json, { ...wanted }, []);
  return printDocument(document);
}

function appended(text: string, value: Json): string {
  const document = openDocument(text, 'Json');
  applyEdit(document, { op: 'add', path: [{ kind: 'key', key: '-' }], value });
  return printDocument(document);
}
