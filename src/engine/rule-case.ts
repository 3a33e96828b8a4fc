import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import { EXAMPLE_DOMAIN } from '../kubevirt/example-domain.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import { editsCloudInit, type Outcome, type Rule } from '../rules/model.ts';
import type { RuleCase } from '../rules/rule-test-model.ts';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import type { Span } from '../text/source.ts';
import { type CloudInitResult, editCloudInit } from './cloud-init.ts';
import { editDomain } from './domain.ts';
import { type Documents, falseConditions } from './rule-case-conditions.ts';
import { cloudInitOfCase, vmiOfCase } from './rule-case-input.ts';
import type { EditResult, Found, RuleResult, Watch } from './trace.ts';

/** What a case of a RuleTest came to. No problems: it passed. */
export interface CaseResult {
  readonly name: string;
  readonly span: Span;
  readonly problems: readonly Problem[];
  readonly results: readonly RuleResult[];
  /** What the rules said although nothing failed, for example a Conflict; without what the case expects. */
  readonly warnings: readonly Diagnostic[];
}

/** Something that is not as the test says. It may hold values: they are the test's own. */
export interface Problem {
  readonly message: string;
  /** The expectation that is not met, or the case. */
  readonly span: Span;
  /** What the sources of a condition gave. */
  readonly found?: readonly Found[];
  /** Texts that should be the same to the letter. */
  readonly texts?: readonly TextPair[];
}

export interface TextPair {
  readonly part: string;
  readonly from: string;
  readonly to: string;
  /** What the two texts are, for example `expected` and `actual`. */
  readonly labels: readonly [string, string];
}

/**
 * Runs one case, then runs the rules again on their own result, which must change nothing. `watch` is told of the first
 * run.
 */
export function runRuleCase(testCase: RuleCase, rules: readonly Rule[], watch?: Watch): CaseResult {
  const { name, span } = testCase;
  try {
    return runCase(testCase, rules, watch);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const problems = [{ message: `${error.code}: ${error.message}`, span }];
    return { name, span, problems, results: [], warnings: [] };
  }
}

interface Round {
  readonly domain: EditResult;
  readonly cloudInit: CloudInitResult | undefined;
}

function runCase(testCase: RuleCase, rules: readonly Rule[], watch: Watch | undefined): CaseResult {
  const { name, span } = testCase;
  const vmi = vmiOfCase(testCase);
  const before = {
    domain: testCase.domain ?? EXAMPLE_DOMAIN,
    cloudInit:
      testCase.cloudInit || rules.some(editsCloudInit) ? cloudInitOfCase(testCase.cloudInit) : undefined,
  };
  const first = round(rules, vmi, before, watch);
  const after = documentsOf(first);
  const results = merged([...first.domain.results, ...(first.cloudInit?.results ?? [])]);
  const failure = first.domain.failure ?? first.cloudInit?.failure;
  const warnings = [...first.domain.warnings, ...(first.cloudInit?.warnings ?? [])];
  const problems = [
    ...checkResults(testCase, results),
    ...checkFailure(testCase, failure, warnings),
    ...falseConditions(testCase.expect, vmi, after).map(({ condition, found }) => ({
      message: `does not hold: ${condition.words}`,
      span: condition.span,
      found,
    })),
    ...checkTexts(testCase, after),
    ...checkUnchanged(testCase, results, before, after),
    ...(failure ? [] : checkAgain(testCase, rules, vmi, after)),
  ];
  const isExpected = (text: string) => testCase.error !== undefined && text.includes(testCase.error.text);
  const unexpected = warnings.filter((warning) => !isExpected(formatDiagnostic(warning)));
  return { name, span, problems, results, warnings: unexpected };
}

function round(rules: readonly Rule[], vmi: Vmi, { domain, cloudInit }: Documents, watch?: Watch): Round {
  return {
    domain: editDomain(rules, vmi, domain, watch),
    cloudInit: cloudInit && editCloudInit(rules, vmi, cloudInit, watch),
  };
}

function documentsOf({ domain, cloudInit }: Round): Documents {
  return { domain: domain.text, cloudInit: cloudInit?.data };
}

function checkResults({ result }: RuleCase, results: readonly RuleResult[]): Problem[] {
  return result.flatMap(({ rule, outcome, span }) => {
    const found = results.find((r) => r.rule === rule);
    if (!found) return [{ message: `there is no rule ${rule} in these files`, span }];
    if (found.outcome === outcome) return [];
    const why = found.reason === undefined ? '' : ` (${found.reason})`;
    return [{ message: `${rule} is ${found.outcome}${why}, expected ${outcome}`, span }];
  });
}

function checkFailure(
  { error, result, span }: RuleCase,
  failure: Diagnostic | undefined,
  warnings: readonly Diagnostic[],
): Problem[] {
  if (error !== undefined) {
    const said = [...(failure ? [failure] : []), ...warnings].map(formatDiagnostic);
    if (said.some((text) => text.includes(error.text))) return [];
    const instead = said[0] ? `; the first is: ${said[0]}` : '; there is no message at all';
    return [{ message: `no message says "${error.text}"${instead}`, span: error.span }];
  }
  // A rule whose result was asked for has told its failure there.
  const isTold = result.some(({ rule, outcome }) => outcome === 'Failed' || rule === failure?.rule);
  if (!failure || isTold) return [];
  return [{ message: formatDiagnostic(failure), span }];
}

function checkTexts({ expectText }: RuleCase, after: Documents): Problem[] {
  return PARTS.flatMap((part) => {
    const expected = expectText[part];
    const actual = textOf(after, part);
    if (expected === undefined || expected.text === actual) return [];
    const labels = ['expected', 'actual'] as const;
    const texts = [{ part, from: expected.text, to: actual, labels }];
    return [{ message: `${part} is another text`, span: expected.span, texts }];
  });
}

function checkUnchanged(
  { expectUnchanged: span }: RuleCase,
  results: readonly RuleResult[],
  before: Documents,
  after: Documents,
): Problem[] {
  const applied = results.filter(({ outcome }) => outcome === 'Applied').map(({ rule }) => rule);
  if (!span || (applied.length === 0 && before.domain === after.domain)) return [];
  const texts = differences(before, after, ['before', 'after']);
  return [{ message: `something changed: ${applied.join(', ')}`, span, texts }];
}

/** NotIdempotent: KubeVirt calls up to three times, so what is a warning in the sidecar is a problem here. */
function checkAgain({ span }: RuleCase, rules: readonly Rule[], vmi: Vmi, after: Documents): Problem[] {
  const again = round(rules, vmi, after);
  const failure = again.domain.failure ?? again.cloudInit?.failure;
  if (failure) {
    const message = `NotIdempotent: a second run on the result fails: ${formatDiagnostic(failure)}`;
    return [{ message, span }];
  }
  if (!again.domain.changed && !again.cloudInit?.changed) return [];
  const names = [...again.domain.results, ...(again.cloudInit?.results ?? [])]
    .filter(({ outcome }) => outcome === 'Applied')
    .map(({ rule }) => rule);
  const message = `NotIdempotent: a second run on the result changes it again: ${names.join(', ')}`;
  const texts = differences(after, documentsOf(again), ['after the first run', 'after the second run']);
  return [{ message, span, texts }];
}

const PARTS = ['domain', 'userData', 'networkData'] as const;

function textOf({ domain, cloudInit }: Documents, part: (typeof PARTS)[number]): string {
  if (part === 'domain') return domain;
  return String(cloudInit?.[part === 'userData' ? 'UserData' : 'NetworkData'] ?? '');
}

function differences(before: Documents, after: Documents, labels: readonly [string, string]): TextPair[] {
  const rest = ({ cloudInit }: Documents) => {
    const { UserData: _user, NetworkData: _network, ...others }: CloudInitData = cloudInit ?? {};
    return JSON.stringify(others, null, 2);
  };
  return [
    ...PARTS.map((part) => ({ part, from: textOf(before, part), to: textOf(after, part), labels })),
    { part: 'cloudInitData', from: rest(before), to: rest(after), labels },
  ].filter(({ from, to }) => from !== to);
}

/** A rule that edits in both hooks has two results; the one that says more counts. */
function merged(results: readonly RuleResult[]): RuleResult[] {
  const order: readonly Outcome[] = ['Skipped', 'Unchanged', 'Applied', 'Failed'];
  const byRule = new Map<string, RuleResult>();
  for (const result of results) {
    const other = byRule.get(result.rule);
    if (!other || order.indexOf(result.outcome) > order.indexOf(other.outcome))
      byRule.set(result.rule, result);
  }
  return [...byRule.values()];
}
