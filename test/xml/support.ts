import assert from 'node:assert/strict';
import { checkpoint, hasChangedSince } from '../../src/xml/change.ts';
import type { ChangeGuard, XmlDocument } from '../../src/xml/document.ts';
import { permitAll } from '../../src/xml/document.ts';
import { compileEditPath, type EditPath } from '../../src/xml/edit-path.ts';
import { elementValue, mapElement, type XmlElement } from '../../src/xml/element.ts';
import { parseFragment } from '../../src/xml/fragment.ts';
import { type Element, isElement } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import {
  compileXPath,
  evaluateXPath,
  type XPathNames,
  type XPathProblem,
  type XPathValue,
} from '../../src/xml/xpath.ts';

export const qemu = 'http://libvirt.org/schemas/domain/qemu/1.0';
export const kubevirt = 'http://kubevirt.io';
export const namespaces: ReadonlyMap<string, string> = new Map([
  ['qemu', qemu],
  ['kubevirt', kubevirt],
]);
const values: Record<string, XPathValue> = {
  bits: 16,
  pin: 'x',
  'pin.vcpu': '0',
  'disk.name': 'root',
  empty: '',
  zero: 0,
  no: false,
  yes: true,
  list: 'x',
  name: `a'b"c`,
};
export const names: XPathNames = {
  namespaces,
  variables: new Set([...Object.keys(values).map((name) => name.split('.')[0] ?? ''), 'node']),
};
export const resolve = (name: string): XPathValue => values[name] ?? assert.fail(`nobody declared $${name}`);

export function path(text: string): EditPath {
  const compiled = compileEditPath(text, names);
  return 'path' in compiled ? compiled.path : assert.fail(JSON.stringify(compiled.problems));
}

export function xml(text: string): XmlElement<string>[] {
  const parsed = parseFragment(text, namespaces);
  if ('problems' in parsed) assert.fail(JSON.stringify(parsed.problems));
  return parsed.elements.map((element) => mapElement(element, ({ text }) => text));
}

export function one(text: string): XmlElement<string> {
  return xml(text)[0] ?? assert.fail('no element');
}

export function evaluate(document: XmlDocument, text: string, variables = resolve): XPathValue {
  const compiled = compileXPath(text, names);
  if ('problems' in compiled) assert.fail(JSON.stringify(compiled.problems));
  return evaluateXPath(compiled.xpath, document, variables);
}

/** All elements of one name, in document order. */
export function elementsOf(document: XmlDocument, name: string): readonly Element[] {
  const found = evaluate(document, `//${name}`);
  return typeof found === 'object' ? found.filter(isElement) : [];
}

/** Applies an edit to a text, checks that a second time changes nothing, here and after reading again. */
export function edit(
  source: string,
  apply: (document: XmlDocument) => number,
  guard?: Partial<ChangeGuard>,
): string {
  const document = parseXml(source, { ...permitAll, ...guard });
  apply(document);
  const after = checkpoint(document);
  const text = serialiseXml(document);
  apply(document);
  assert.equal(hasChangedSince(document, after), false, 'a second time must not change anything');
  const again = parseXml(text, { ...permitAll, ...guard });
  apply(again);
  assert.equal(serialiseXml(again), text, 'nor after reading the result');
  return text;
}

/** A document's meaning: everything but comments, layout and how things are written. */
export function meaning(source: string): XmlElement<string> {
  return elementValue(parseXml(source).root);
}

/** A mistake is marked under the expression: from the first ^ to behind the last. `>` is just behind the end. */
export interface ProblemRow {
  readonly name: string;
  readonly text: string;
  readonly marks: string;
  readonly says: string;
}

export function assertProblem({ text, marks, says }: ProblemRow): void {
  const problems = problemsOf(text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  const [{ code, message, hint, start, end } = assert.fail()] = problems;
  assert.equal(`${code}: ${[message, hint].filter(Boolean).join(': ')}`, says);
  assert.equal(' '.repeat(start) + (start === end ? '>' : '^'.repeat(end - start)), marks);
}

export function problemsOf(text: string): readonly XPathProblem[] {
  const compiled = compileXPath(text, names);
  return 'problems' in compiled ? compiled.problems : [];
}
