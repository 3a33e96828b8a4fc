import { createTwoFilesPatch } from 'diff';
import { createHooks, type Hooks, type Reply } from '../../src/engine/hooks.ts';
import { loadRules } from '../../src/rules/load.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { canonicalLines } from './canonical-xml.ts';
import type { CorpusCase } from './cases.ts';
import { sameCloudInit } from './compare-cloud-init.ts';
import { nextPass } from './lossy-pass.ts';

export interface CaseOutcome {
  readonly id: string;
  readonly group: string;
  readonly outcome: 'right' | 'wrong' | 'inexpressible';
  /** Why it is not right, with a diff where there is something to compare. */
  readonly reasons: readonly string[];
}

/** Runs the cases through the engine functions that the sidecar calls. */
export function runCases(cases: readonly CorpusCase[]): readonly CaseOutcome[] {
  const ran = cases.map((one) => ({ one, problems: problemsOf(one) }));
  // What only Python can tell, at once.
  const pairs = ran.flatMap(({ problems }) =>
    problems.flatMap((problem) => (problem.unless ? [problem.unless] : [])),
  );
  const verdicts = sameCloudInit(pairs);
  let next = 0;
  return ran.map(({ one: { id, group, rule, inexpressible }, problems }): CaseOutcome => {
    const reasons = problems.filter(({ unless }) => !unless || !verdicts[next++]).map(({ text }) => text);
    if (inexpressible !== undefined && rule === undefined)
      return { id, group, outcome: 'inexpressible', reasons: [inexpressible] };
    return { id, group, outcome: reasons.length === 0 ? 'right' : 'wrong', reasons };
  });
}

interface Problem {
  readonly text: string;
  /** No problem when these two say the same. */
  readonly unless?: Parameters<typeof sameCloudInit>[0][number];
}

function problemsOf(one: CorpusCase): readonly Problem[] {
  if (one.rule === undefined) return one.inexpressible === undefined ? [{ text: 'has no rule.yaml' }] : [];
  if (one.inexpressible !== undefined) return [{ text: 'is inexpressible and has a rule.yaml: remove one' }];
  const { rules, diagnostics } = loadRules([{ name: 'rule.yaml', text: one.rule }]);
  if (diagnostics.length > 0) return diagnostics.map((found) => ({ text: formatDiagnostic(found) }));
  const hooks = createHooks(rules, []);
  return one.compare === 'xml-canonical' ? domainProblems(one, hooks) : cloudInitProblems(one, hooks);
}

function domainProblems(one: CorpusCase, hooks: Hooks): Problem[] {
  const vmi = encode(JSON.stringify(one.vmi));
  const apply = (xml: string) => hooks.onDefineDomain(encode(xml), vmi);
  const reply = apply(one.before);
  const refused = refusal(one, reply);
  if (refused) return refused;
  const result = decode(reply.domainXml);
  const problems = [...warningsOf(reply), ...differences('the result', one.after, result)];
  const again = apply(result);
  if (again.failure) problems.push({ text: `on its own result: ${formatDiagnostic(again.failure)}` });
  else
    problems.push(...differences('a second run changes the result', result, decode(again.domainXml), String));
  if (problems.length > 0) return problems;
  const repaired = apply(nextPass(one.before, result));
  if (repaired.failure) return [{ text: `after a lossy pass: ${formatDiagnostic(repaired.failure)}` }];
  return differences('repaired after a lossy pass', one.after, decode(repaired.domainXml));
}

function cloudInitProblems(one: CorpusCase, hooks: Hooks): Problem[] {
  const { compare } = one;
  if (compare === 'xml-canonical') return [];
  const vmi = encode(JSON.stringify(one.vmi));
  const apply = (data: Uint8Array) => hooks.preCloudInitIso(data, new Uint8Array(), vmi);
  const reply = apply(encode(JSON.stringify(JSON.parse(one.before))));
  const refused = refusal(one, reply);
  if (refused) return refused;
  const [wanted, result] = [JSON.parse(one.after), JSON.parse(decode(reply.cloudInitData))];
  const text = diff('the result', readable(wanted), readable(result));
  const again = apply(reply.cloudInitData);
  if (again.failure) return [{ text: `on its own result: ${formatDiagnostic(again.failure)}` }];
  const second = readable(JSON.parse(decode(again.cloudInitData)));
  return [
    ...warningsOf(reply),
    { text, unless: { wanted, result, compare } },
    ...differences('a second run changes the result', readable(result), second, String),
  ];
}

/** The problems of a case that fails or is to fail; undefined when neither is so. */
function refusal({ refuses }: CorpusCase, { failure }: Reply): Problem[] | undefined {
  if (refuses === undefined) return failure && [{ text: formatDiagnostic(failure) }];
  if (!failure) return [{ text: `is not refused; expected: ${refuses}` }];
  const said = formatDiagnostic(failure);
  return said.includes(refuses) ? [] : [{ text: `does not say "${refuses}" but: ${said}` }];
}

function warningsOf({ warnings }: Reply): Problem[] {
  return warnings.map((warning) => ({ text: formatDiagnostic(warning) }));
}

function differences(
  what: string,
  wanted: string,
  result: string,
  canonical: (text: string) => string = (xml) => canonicalLines(xml).join('\n'),
): Problem[] {
  const [a, b] = [canonical(wanted), canonical(result)];
  return a === b ? [] : [{ text: diff(what, a, b) }];
}

function diff(what: string, wanted: string, result: string): string {
  return createTwoFilesPatch('wanted', what, wanted, result, '', '', { context: 2 })
    .split('\n')
    .slice(1)
    .join('\n')
    .trimEnd();
}

/** CloudInitData with its documents as lines. */
function readable({ UserData, NetworkData, ...rest }: Record<string, unknown>): string {
  return `${JSON.stringify(rest, null, 2)}\n--- user data\n${UserData}\n--- network data\n${NetworkData}\n`;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
