import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source, Span } from '../text/source.ts';
import { offsetsOf, type YamlEntry, type YamlNode, type YamlScalar } from '../yaml/located.ts';
import { readYaml } from '../yaml/read.ts';
import { scalarOf } from './compile-test.ts';
import { API_VERSION } from './schema.ts';
import { entryOf } from './shape.ts';
import { kindOf } from './shape-mistakes.ts';

export interface UnpackedSource {
  /** Each is a file of its own, as KubeVirt mounts one key; its findings have their places in the manifest. */
  readonly sources: readonly Source[];
  /** The keys that hold policies, for a folder of the platform's. */
  readonly policies: readonly Source[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was passed over, and where. */
  readonly notes: readonly Note[];
}

export interface Note {
  readonly message: string;
  readonly span: Span;
}

/**
 * The rule files that stand in the ConfigMaps of a manifest, also inside a List; undefined when it holds no ConfigMap.
 * A key is taken for a rule file when its text says so, whatever the key is called.
 */
export function unpackConfigMaps(source: Source): UnpackedSource | undefined {
  if (!/\bConfigMap(?:List)?\b/.test(source.text)) return undefined;
  const { documents, diagnostics } = readYaml(source);
  const objects = documents.flatMap(itemsOf);
  if (!objects.some(isConfigMap)) return undefined;
  const unpacked: Unpacked = { sources: [], policies: [], diagnostics, notes: [] };
  for (const object of objects) {
    if (isConfigMap(object)) unpack(object, unpacked);
    else if (isRuleFile(textOf(object))) unpacked.sources.push(partOf(object));
    else unpacked.notes.push({ message: `${titleOf(object)} is passed over`, span: startOf(object) });
  }
  const [first] = objects;
  const found = unpacked.sources.length + unpacked.policies.length;
  if (first && found === 0 && diagnostics.length === 0) {
    const hint = `a rule is a text under data: that starts with apiVersion: ${API_VERSION}`;
    refuse(unpacked, 'no ConfigMap here holds a rule', hint, startOf(first));
  }
  return unpacked;
}

interface Unpacked {
  readonly sources: Source[];
  readonly policies: Source[];
  readonly diagnostics: Diagnostic[];
  readonly notes: Note[];
}

function itemsOf(document: YamlNode): readonly YamlNode[] {
  if (!/List$/.test(scalarOf(document, 'kind')?.text ?? '')) return [document];
  const items = entryOf(document, 'items')?.value;
  return items?.kind === 'list' ? items.items : [];
}

function isConfigMap(object: YamlNode): boolean {
  return scalarOf(object, 'kind')?.text === 'ConfigMap';
}

function unpack(object: YamlNode, unpacked: Unpacked): void {
  const data = entryOf(object, 'data')?.value;
  for (const entry of data?.kind === 'map' ? data.entries : []) unpackKey(entry, unpacked);
  const binary = entryOf(object, 'binaryData')?.value;
  for (const { key, keySpan } of binary?.kind === 'map' ? binary.entries : []) {
    unpacked.diagnostics.push({
      code: 'UnreadableFile',
      severity: 'warning',
      message: `binaryData.${key} is not checked`,
      hint: 'a rule is text: if this is one, put it under data',
      span: keySpan,
    });
  }
}

function unpackKey({ key, keySpan, value }: YamlEntry, unpacked: Unpacked): void {
  if (value.kind !== 'scalar') {
    const hint = `write "${key}: |" and the text below it, indented`;
    return refuse(unpacked, `data.${key} must be text, is ${kindOf(value)}`, hint, keySpan);
  }
  if (!isRuleFile(value.text)) {
    const what = value.text.startsWith('#!') ? 'is a script' : 'holds no rule';
    unpacked.notes.push({ message: `data.${key} ${what} and is passed over`, span: keySpan });
    return;
  }
  const inner = innerSource(value);
  if (inner && isPolicyFile(inner.text)) unpacked.policies.push(inner);
  else if (inner) unpacked.sources.push(inner);
  else refuse(unpacked, `the lines of data.${key} are joined`, 'write | instead of >', value.span);
}

/** The text of a scalar as a file, whose places are those of the manifest. */
function innerSource(scalar: YamlScalar): Source | undefined {
  const { span, text } = scalar;
  const offsets = offsetsOf(scalar);
  if (!offsets) return undefined;
  const last = offsets.length - 1;
  const at = (offset: number) => span.start + (offsets[Math.min(offset, last)] ?? 0);
  const placeOf = (start: number, end: number) => ({
    start: at(start),
    end: end > start ? Math.max(at(end - 1) + 1, at(start)) : at(start),
  });
  return { name: span.source.name, text, origin: { source: span.source, placeOf } };
}

/** A rule that stands beside ConfigMaps in the same file. */
function partOf({ span }: YamlNode): Source {
  const placeOf = (start: number, end: number) => ({ start: span.start + start, end: span.start + end });
  return {
    name: span.source.name,
    text: textOf({ span }),
    origin: { source: span.source, placeOf },
  };
}

function textOf({ span }: Pick<YamlNode, 'span'>): string {
  return span.source.text.slice(span.start, span.end);
}

/** Whether a text calls itself a rule file, even one that is no YAML; a page that quotes one does not. */
function isRuleFile(text: string): boolean {
  if (/^ *```/m.test(text)) return false;
  return (
    /(?:^|[\n{,])[ \t]*["']?apiVersion["']? *: *["']?sidepatch\//i.test(text) ||
    /^["']?kind["']? *: *["']?(?:Rule|RuleTest|Policy)["']?\s*$/m.test(text)
  );
}

/** Rules and policies in one text are a rule file, of which the policies are refused. */
function isPolicyFile(text: string): boolean {
  const kinds = text.match(/(?<=^["']?kind["']? *: *["']?)\w+/gm) ?? [];
  return kinds.length > 0 && kinds.every((kind) => kind === 'Policy');
}

function titleOf(object: YamlNode): string {
  const kind = scalarOf(object, 'kind')?.text ?? 'a document without kind';
  const name = scalarOf(entryOf(object, 'metadata')?.value, 'name')?.text;
  return name === undefined ? kind : `${kind} ${name}`;
}

function startOf(object: YamlNode): Span {
  return object.kind === 'map' ? (object.entries[0]?.keySpan ?? object.span) : object.span;
}

function refuse({ diagnostics }: Unpacked, message: string, hint: string, span: Span): void {
  diagnostics.push({ code: 'UnreadableFile', severity: 'error', message, hint, span });
}
