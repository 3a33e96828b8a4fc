import { didYouMean, suggest } from '../text/suggest.ts';
import {
  type Axis,
  axes,
  coreFunctions,
  type Expression,
  typeOf,
  type XPathNames,
  type XPathProblem,
} from './xpath-syntax.ts';
import type { Token } from './xpath-tokens.ts';

/** Where the parser reports mistakes that it can go on after. */
export interface Check {
  readonly names: XPathNames;
  readonly report: (problem: XPathProblem) => void;
}

const refusedAxes: ReadonlyMap<string, string> = new Map([
  ['following', 'the axis "following" is not supported; use following-sibling'],
  ['preceding', 'the axis "preceding" is not supported; use preceding-sibling'],
  ['namespace', 'the axis "namespace" is not supported; namespaces are declared under spec.namespaces'],
]);

export function checkAxis(check: Check, token: Token): Axis {
  const known = axes.find((axis) => axis === token.value);
  if (known) return known;
  const refused = refusedAxes.get(token.value);
  const message = refused ?? `unknown axis "${token.value}"${didYouMean(token.value, axes)}`;
  report(check, token, 'InvalidXPath', message);
  return 'child';
}

export function checkCall(check: Check, call: Expression & { kind: 'call' }, name: Token): void {
  const core = coreFunctions.get(call.name);
  if (!core) {
    const isRefused = call.name === 'id' || call.name === 'lang';
    const message = isRefused
      ? `${call.name}() is not supported: it means nothing without a DTD`
      : `unknown function "${call.name}"${didYouMean(call.name, coreFunctions.keys())}`;
    report(check, name, 'InvalidXPath', message);
    return;
  }
  const { least, most } = core;
  if (call.arguments.length < least || call.arguments.length > most) {
    const count =
      least === most ? `${least}` : Number.isFinite(most) ? `${least} or ${most}` : `${least} or more`;
    const noun = count === '1' ? 'argument' : 'arguments';
    report(
      check,
      call,
      'InvalidXPath',
      `${call.name}() takes ${count} ${noun}, not ${call.arguments.length}`,
    );
  }
  const [first] = call.arguments;
  if (core.takesNodes && first) checkNodes(check, first, `${call.name}()`);
}

export function checkNodes(check: Check, expression: Expression, user: string): void {
  const type = typeOf(expression);
  if (type === 'nodes' || type === 'any') return;
  const given = type === 'boolean' ? 'true or false' : `a ${type}`;
  report(check, expression, 'InvalidXPath', `${user} needs nodes, not ${given}`);
}

export function checkVariable(check: Check, token: Token): void {
  const { variables } = check.names;
  if (token.value.includes(':')) {
    report(check, token, 'InvalidXPath', 'a variable has no prefix');
    return;
  }
  const segments = token.value.split('.');
  const [root = ''] = segments;
  if (segments.includes('')) {
    report(
      check,
      token,
      'InvalidXPath',
      `"$${token.value}" has an empty part`,
      'dots separate fields, as in $disk.name',
    );
  } else if (!variables.has(root)) {
    const declared = [...variables].find((name) => token.value.startsWith(`${name}-`));
    const hint =
      declared !== undefined
        ? `"-" is part of a name: for a subtraction write $${declared} - …, with spaces`
        : suggestion(root, variables);
    report(check, token, 'UnknownVariable', `no variable "${root}" is declared`, hint);
  }
}

export function checkPrefix(check: Check, prefix: string, token: Token): string {
  if (prefix === 'xml') return 'http://www.w3.org/XML/1998/namespace';
  const namespace = check.names.namespaces.get(prefix);
  if (namespace !== undefined) return namespace;
  const hint = suggestion(prefix, check.names.namespaces.keys()) ?? 'declare it under spec.namespaces';
  report(check, token, 'UndeclaredNamespace', `no namespace prefix "${prefix}" is declared`, hint);
  return '';
}

function suggestion(word: string, known: Iterable<string>): string | undefined {
  const found = suggest(word, known);
  return found === undefined ? undefined : `did you mean "${found}"?`;
}

function report(
  check: Check,
  { start, end }: { start: number; end: number },
  code: XPathProblem['code'],
  message: string,
  hint?: string,
): void {
  check.report({ code, message, ...(hint !== undefined && { hint }), start, end });
}
