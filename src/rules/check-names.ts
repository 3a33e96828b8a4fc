import type { Diagnostic } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { compileXPath } from '../xml/xpath.ts';
import { placeIn, type YamlNode, type YamlScalar } from '../yaml/located.ts';
import { MAX_FINDINGS } from '../yaml/read.ts';
import { checkFragmentNames } from './check-fragment-names.ts';
import { checkAttribute, type NameProblem, type Reach, reachChild } from './check-name.ts';
import { checkXPathNames, documentReach, lastElementOf } from './check-xpath-names.ts';
import { namespacesOf } from './compile-rule.ts';
import { scalarOf } from './compile-test.ts';
import { parentsOf } from './libvirt-elements.ts';
import { entryOf } from './shape.ts';

/** The rule that is looked through, and what its variables lead to: grows as they are declared. */
interface Walk {
  readonly rule: string | undefined;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly variables: Map<string, Reach>;
  readonly found: Diagnostic[];
}

/**
 * Warns of each element and attribute that a rule names and libvirt does not have there (`UnknownName`). Takes a Rule's
 * document, and passes over what is wrong with it in other ways.
 */
export function checkNames(document: YamlNode): Diagnostic[] {
  const spec = entryOf(document, 'spec')?.value;
  const rule = scalarOf(entryOf(document, 'metadata')?.value, 'name')?.text;
  const walk: Walk = { rule, namespaces: namespacesOf(spec), variables: new Map(), found: [] };
  const each = (key: string, check: (node: YamlNode, field: string) => void) => {
    const value = entryOf(spec, key)?.value;
    if (value?.kind === 'list')
      for (const [i, item] of value.items.entries()) check(item, `spec.${key}[${i}]`);
    else if (value) check(value, `spec.${key}`);
  };
  each('forEach', (node, field) => checkVariable(walk, node, field));
  each('variables', (node, field) => checkVariable(walk, node, field));
  each('when', (node, field) => checkCondition(walk, node, field));
  each('domain', (node, field) => checkEdit(walk, node, field));
  return walk.found.slice(0, MAX_FINDINGS);
}

function checkVariable(walk: Walk, node: YamlNode, field: string): void {
  const reach = checkSource(walk, node, field);
  const name = scalarOf(node, 'name')?.text ?? '';
  walk.variables.set(name, entryOf(node, 'transforms') ? undefined : reach);
  const index = scalarOf(node, 'index')?.text;
  if (index !== undefined) walk.variables.set(index, undefined);
}

function checkSource(walk: Walk, node: YamlNode, field: string): Reach {
  const taken = scalarOf(entryOf(node, 'firstFree')?.value, 'taken');
  if (taken) checkExpression(walk, taken, `${field}.firstFree.taken`);
  const variable = scalarOf(node, 'variable')?.text;
  if (variable !== undefined) return walk.variables.get(variable);
  const [, held] = /^\$\((\w+)\)$/.exec(scalarOf(node, 'value')?.text ?? '') ?? [];
  if (held !== undefined) return walk.variables.get(held);
  const domain = scalarOf(node, 'domain');
  return domain && checkExpression(walk, domain, `${field}.domain`);
}

function checkCondition(walk: Walk, node: YamlNode, field: string): void {
  const not = entryOf(node, 'not')?.value;
  if (not) checkCondition(walk, not, `${field}.not`);
  const anyOf = entryOf(node, 'anyOf')?.value;
  for (const [i, inner] of anyOf?.kind === 'list' ? anyOf.items.entries() : [])
    checkCondition(walk, inner, `${field}.anyOf[${i}]`);
  checkSource(walk, node, field);
}

/** The verbs whose `xml` is what the path names, and not what goes into it. */
const NAMED_BY_PATH = ['set', 'replace', 'merge'];

function checkEdit(walk: Walk, node: YamlNode, field: string): void {
  const path = scalarOf(node, 'path');
  const reach = path && checkExpression(walk, path, `${field}.path`);
  const op = scalarOf(node, 'op')?.text ?? '';
  const loop = entryOf(node, 'forEach')?.value;
  if (loop) checkVariable({ ...walk, variables: new Map(walk.variables) }, loop, `${field}.forEach`);
  const xml = scalarOf(node, 'xml');
  const outer = NAMED_BY_PATH.includes(op) || isBeside(node) ? around(reach) : reach;
  if (xml) {
    checkFragmentNames(xml.text, walk.namespaces, outer, (problem) =>
      warn(walk, `${field}.xml`, placeIn(xml, problem.start, problem.end), problem),
    );
  }
  const attributes = entryOf(node, 'attributes')?.value;
  for (const { key, keySpan } of attributes?.kind === 'map' ? attributes.entries : []) {
    if (key.includes('$(')) continue; // no name, and told as such
    const named = nameOf(walk, key);
    const tell = (problem: NameProblem) => warn(walk, `${field}.attributes.${key}`, keySpan, problem);
    if (named) checkAttribute(named, reach, tell);
  }
  if (op === 'move' || op === 'copy') checkTransfer(walk, node, field, outer);
}

/** What is moved or copied must be known where it goes, under its old name or the new one. */
function checkTransfer(walk: Walk, node: YamlNode, field: string, outer: Reach): void {
  const from = scalarOf(node, 'from');
  const as = scalarOf(node, 'as');
  const isKnown = from !== undefined && checkExpression(walk, from, `${field}.from`) !== undefined;
  const compiled = from && compile(walk, from);
  const moved =
    isKnown && compiled && 'xpath' in compiled
      ? lastElementOf(compiled.xpath.expression, from.text)
      : undefined;
  const named = as ? nameOf(walk, as.text) : moved;
  const scalar = as ?? from;
  if (!named || !scalar) return;
  const place = `${field}.${as ? 'as' : 'from'}`;
  reachChild(named, outer, (problem) =>
    warn(walk, place, placeIn(scalar, problem.start, problem.end), problem),
  );
}

function isBeside(node: YamlNode): boolean {
  return ['Before', 'After'].includes(scalarOf(node, 'position')?.text ?? '');
}

function around(reach: Reach): Reach {
  return reach && { elements: parentsOf(reach.elements) };
}

function checkExpression(walk: Walk, scalar: YamlScalar, field: string): Reach {
  const compiled = compile(walk, scalar);
  if ('problems' in compiled) return undefined;
  const report = (problem: NameProblem) =>
    warn(walk, field, placeIn(scalar, problem.start, problem.end), problem);
  const { variables } = walk;
  return checkXPathNames(compiled.xpath.expression, documentReach(), {
    text: scalar.text,
    variables,
    report,
  });
}

function compile({ namespaces, variables }: Walk, { text }: YamlScalar) {
  return compileXPath(text, { namespaces, variables: new Set(variables.keys()) });
}

function nameOf({ namespaces }: Walk, name: string) {
  const [local = '', prefix] = name.split(':').reverse();
  const namespace = prefix === undefined ? null : namespaces.get(prefix);
  return namespace === undefined ? undefined : { local, namespace, start: 0, end: name.length };
}

function warn({ rule, found }: Walk, field: string, span: Span, { message, hint }: NameProblem): void {
  found.push({
    code: 'UnknownName',
    severity: 'warning',
    message,
    hint,
    field,
    span,
    ...(rule === undefined ? {} : { rule }),
  });
}
