import { type CloudInitData, metaDataField } from '../kubevirt/cloud-init-data.ts';
import { EXAMPLE_DOMAIN } from '../kubevirt/example-domain.ts';
import { readVmiObject, type Vmi } from '../kubevirt/vmi.ts';
import { editsCloudInit, type Outcome, type Rule } from '../rules/model.ts';
import type { CloudInitCase, RuleCase } from '../rules/rule-test-model.ts';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { parseXml } from '../xml/parse.ts';
import { evaluateXPath } from '../xml/xpath.ts';
import { readAt } from '../yaml/document.ts';
import type { Json } from '../yaml/json.ts';
import { type CloudInitResult, editCloudInit } from './cloud-init.ts';
import { openState } from './cloud-init-state.ts';
import { editDomain } from './domain.ts';
import { conditionHolds, type Facts } from './sources.ts';
import type { EditResult, RuleResult } from './trace.ts';

/** What a case of a RuleTest came to. No problems: it passed. */
export interface CaseResult {
  readonly name: string;
  readonly problems: readonly Problem[];
  readonly results: readonly RuleResult[];
}

export interface Problem {
  readonly message: string;
  /** For texts that must be the same to the letter. */
  readonly expected?: string;
  readonly actual?: string;
}

/** Runs one case, then runs the rules again on their own result, which must change nothing. */
export function runRuleCase(testCase: RuleCase, rules: readonly Rule[]): CaseResult {
  try {
    return runCase(testCase, rules);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name: testCase.name, problems: [{ message: `${error.code}: ${error.message}` }], results: [] };
  }
}

interface Round {
  readonly domain: EditResult;
  readonly cloudInit: CloudInitResult | undefined;
}

function runCase(testCase: RuleCase, rules: readonly Rule[]): CaseResult {
  const vmi = vmiOf(testCase);
  const domainXml = testCase.domain ?? EXAMPLE_DOMAIN;
  const input = testCase.cloudInit && cloudInitOf(testCase.cloudInit);
  const first = round(rules, vmi, domainXml, input);
  const results = merged([...first.domain.results, ...(first.cloudInit?.results ?? [])]);
  const failure = first.domain.failure ?? first.cloudInit?.failure;
  const problems = [
    ...checkResults(testCase, results),
    ...checkFailure(testCase, failure, [...first.domain.warnings, ...(first.cloudInit?.warnings ?? [])]),
    ...checkConditions(testCase, vmi, first),
    ...checkTexts(testCase, first),
  ];
  const changed = first.domain.changed || results.some(({ outcome }) => outcome === 'Applied');
  if (testCase.expectUnchanged && changed) problems.push({ message: 'something changed' });
  if (!failure) problems.push(...checkAgain(rules, vmi, first));
  return { name: testCase.name, problems, results };
}

function round(rules: readonly Rule[], vmi: Vmi, domainXml: string, data: CloudInitData | undefined): Round {
  const needed = data ?? (rules.some(editsCloudInit) ? cloudInitOf(NO_CLOUD_INIT) : undefined);
  return {
    domain: editDomain(rules, vmi, domainXml),
    cloudInit: needed && editCloudInit(rules, vmi, needed),
  };
}

function checkResults({ result }: RuleCase, results: readonly RuleResult[]): Problem[] {
  return result.flatMap(([rule, expected]) => {
    const found = results.find((r) => r.rule === rule);
    if (!found) return [{ message: `there is no rule ${rule} in these files` }];
    if (found.outcome === expected) return [];
    const why = found.reason === undefined ? '' : ` (${found.reason})`;
    return [{ message: `${rule} is ${found.outcome}${why}, expected ${expected}` }];
  });
}

function checkFailure(
  testCase: RuleCase,
  failure: Diagnostic | undefined,
  warnings: readonly Diagnostic[],
): Problem[] {
  const { error, result } = testCase;
  if (error !== undefined) {
    const said = [...(failure ? [failure] : []), ...warnings].map(formatDiagnostic);
    if (said.some((text) => text.includes(error))) return [];
    return [{ message: `no message says "${error}"${said[0] ? `; the first is: ${said[0]}` : ''}` }];
  }
  if (!failure || result.some(([, outcome]) => outcome === 'Failed')) return [];
  return [{ message: formatDiagnostic(failure) }];
}

function checkConditions({ expect }: RuleCase, vmi: Vmi, { domain, cloudInit }: Round): Problem[] {
  const document = parseXml(domain.text);
  const state = cloudInit && openState(cloudInit.data, 'Skip');
  const facts: Facts = {
    vmi,
    evaluate: (xpath, resolve) => evaluateXPath(xpath, document, resolve),
    read(part, path) {
      const opened = state?.open(part);
      return opened ? readAt(opened, path) : [];
    },
  };
  return expect
    .filter((condition) => !conditionHolds(condition, facts, new Map()))
    .map(({ words }) => ({ message: `does not hold: ${words}` }));
}

function checkTexts({ expectText }: RuleCase, { domain, cloudInit }: Round): Problem[] {
  const actual = {
    domain: domain.text,
    userData: String(cloudInit?.data['UserData'] ?? ''),
    networkData: String(cloudInit?.data['NetworkData'] ?? ''),
  };
  return (['domain', 'userData', 'networkData'] as const).flatMap((part) => {
    const expected = expectText[part];
    if (expected === undefined || expected === actual[part]) return [];
    return [{ message: `${part} is another text`, expected, actual: actual[part] }];
  });
}

function checkAgain(rules: readonly Rule[], vmi: Vmi, { domain, cloudInit }: Round): Problem[] {
  const again = round(rules, vmi, domain.text, cloudInit?.data);
  const failure = again.domain.failure ?? again.cloudInit?.failure;
  if (failure) return [{ message: `a second run on the result fails: ${formatDiagnostic(failure)}` }];
  if (!again.domain.changed && !again.cloudInit?.changed) return [];
  const names = [...again.domain.results, ...(again.cloudInit?.results ?? [])]
    .filter(({ outcome }) => outcome === 'Applied')
    .map(({ rule }) => rule);
  return [
    {
      message: `a second run on the result changes it again: ${names.join(', ')}`,
      expected: domain.text,
      actual: again.domain.text,
    },
  ];
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

/** The case's VMI. One without volumes gets the data source of its cloud-init data, as KubeVirt would have it. */
function vmiOf({ vmi, cloudInit }: RuleCase): Vmi {
  const read = readVmiObject(vmi);
  return read.dataSource === undefined && cloudInit ? { ...read, dataSource: cloudInit.dataSource } : read;
}

const NO_CLOUD_INIT: CloudInitCase = { dataSource: 'NoCloud', userData: '', networkData: '', metaData: {} };

function cloudInitOf({ dataSource, userData, networkData, metaData }: CloudInitCase): CloudInitData {
  return {
    DataSource: dataSource === 'NoCloud' ? 'noCloud' : 'configDrive',
    NoCloudMetaData: null,
    ConfigDriveMetaData: null,
    [metaDataField(dataSource)]: metaData as Json, // plain data from a YAML file
    UserData: userData,
    NetworkData: networkData,
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  };
}
