import { githubCommands } from '../../src/cli/lint-github.ts';
import { lintJson } from '../../src/cli/lint-json.ts';
import { sarifLog } from '../../src/cli/lint-sarif.ts';
import { createHooks, type Hooks, type Reply } from '../../src/engine/hooks.ts';
import { limitRules } from '../../src/rules/limit-rules.ts';
import { loadRules } from '../../src/rules/load.ts';
import { loadPolicies } from '../../src/rules/load-policies.ts';
import { createLog } from '../../src/server/log.ts';
import { RefusedCall, toStatus } from '../../src/server/status.ts';
import { type Diagnostic, formatDiagnostic } from '../../src/text/diagnostic.ts';
import { renderDiagnostic } from '../../src/text/frame.ts';
import { decodeUtf8 } from '../../src/text/utf8.ts';
import { bytesOf, type FuzzCase, SECRET, wellFormed } from './fuzz-case.ts';
import { unforeseenCloudInitChange } from './unforeseen-data.ts';
import { unforeseenDomainChange } from './unforeseen-domain.ts';

/** What must never happen, by how bad it is. */
export type FindingKind = 'crash' | 'leak' | 'hang' | 'broken promise';

/** Thrown where a case shows that something is wrong with us. The message names no secret. */
export class Finding extends Error {
  readonly kind: FindingKind;

  constructor(kind: FindingKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What came of a case, for figures and for other readers. */
export interface Checked {
  readonly isLoaded: boolean;
  readonly failure?: string;
  /** Before and after, where something was changed. */
  readonly domain?: readonly [string, string];
  readonly cloudInit?: readonly [string, string];
  /** What was written, as the trace names it. */
  readonly paths: readonly string[];
}

/** CPU time of the thread, so that neither a busy machine nor another job is among our findings. */
const MAX_CASE_MS = 2000;

/** Tries a case as the sidecar and the command line would, and checks what they promise. Throws a Finding. */
export function checkCase(one: FuzzCase): Checked {
  const start = cpuUsage();
  const checked = foreseen(() => tryCase(one));
  const { user, system } = cpuUsage(start);
  const ms = (user + system) / 1000;
  if (ms > MAX_CASE_MS) throw new Finding('hang', `took ${Math.round(ms)} ms`);
  return checked;
}

/** Nodes before 23.9 only know the whole process's. */
function cpuUsage(since?: NodeJS.CpuUsage): NodeJS.CpuUsage {
  return process.threadCpuUsage ? process.threadCpuUsage(since) : process.cpuUsage(since);
}

function foreseen<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Finding) throw error;
    const frame =
      error instanceof Error
        ? String(error.stack)
            .split('\n')
            .find((line) => line.includes('/src/'))
        : '';
    throw new Finding('crash', `${String(error).slice(0, 300)}${frame ?? ''}`);
  }
}

function tryCase(one: FuzzCase): Checked {
  const { hooks, isLoaded } = load(one);
  const vmi = bytesOf(one.vmi ?? '');
  const domain = one.domain === undefined ? undefined : callDomain(hooks, bytesOf(one.domain), vmi);
  const cloudInit =
    one.cloudInit === undefined
      ? undefined
      : callCloudInit(hooks, bytesOf(one.cloudInit), bytesOf(one.legacy ?? ''), vmi, one);
  const failure = domain?.failure ?? cloudInit?.failure;
  const results = (cloudInit ?? domain)?.results ?? [];
  return {
    isLoaded,
    paths: results.flatMap(({ writes }) => writes.map(({ path }) => path)),
    ...(failure && { failure: failure.code }),
    ...(domain?.texts && { domain: domain.texts }),
    ...(cloudInit?.texts && { cloudInit: cloudInit.texts }),
  };
}

function load({ rules: texts, policy }: FuzzCase): { hooks: Hooks; isLoaded: boolean } {
  const sources = texts.flatMap((text, i) => {
    const bytes = bytesOf(text);
    // What is no UTF-8 is told before it is read as a rule.
    return isUtf8(bytes) ? [{ name: `rules-${i}.yaml`, text: decodeUtf8(bytes, 'a rule file') }] : [];
  });
  const read = loadRules(sources);
  const policies =
    policy === undefined ? undefined : loadPolicies([{ name: 'policy.yaml', text: wellFormed(policy) }], []);
  const limited = limitRules(read.rules, policies?.policies ?? [], () => false);
  const diagnostics = [...(policies?.diagnostics ?? []), ...read.diagnostics, ...limited.diagnostics];
  assertTold(diagnostics);
  return {
    hooks: createHooks(limited.rules, diagnostics),
    isLoaded: !diagnostics.some(({ severity }) => severity === 'error'),
  };
}

interface Called {
  readonly results: Reply['results'];
  readonly failure?: Diagnostic;
  readonly texts?: readonly [string, string];
}

function callDomain(hooks: Hooks, input: Uint8Array, vmi: Uint8Array): Called {
  const copy = input.slice();
  const reply = hooks.onDefineDomain(input, vmi);
  assertReply(reply);
  if (!Buffer.from(copy).equals(input))
    throw new Finding('broken promise', 'the input bytes were written to');
  if (reply.domainXml === input) return reply;
  if (reply.failure) throw new Finding('broken promise', 'a failed call returns other bytes than it got');
  const [before, after] = [decodeUtf8(input, 'input'), decodeUtf8(reply.domainXml, 'output')];
  if (before === after) throw new Finding('broken promise', 'equal bytes come back as other bytes');
  const unforeseen = unforeseenDomainChange(before, after, reply.results);
  if (unforeseen !== undefined) throw new Finding('broken promise', unforeseen);
  assertRepeatable(hooks, reply.domainXml, vmi);
  const twin = hooks.onDefineDomain(input, vmi);
  if (!Buffer.from(twin.domainXml).equals(reply.domainXml))
    throw new Finding('broken promise', 'the same input gives other bytes');
  return { ...reply, texts: [before, after] };
}

function assertRepeatable(hooks: Hooks, result: Uint8Array, vmi: Uint8Array): void {
  const again = hooks.onDefineDomain(result, vmi);
  assertReply(again);
  if (again.domainXml === result && again.failure === undefined) return;
  const warnings = hooks.recheckDomain(result, vmi);
  assertTold(warnings);
  if (!warnings.some(({ code }) => code === 'NotIdempotent'))
    throw new Finding(
      'broken promise',
      'a second application changes the result, and no NotIdempotent says so',
    );
}

function callCloudInit(
  hooks: Hooks,
  data: Uint8Array,
  legacy: Uint8Array,
  vmi: Uint8Array,
  { rules }: FuzzCase,
): Called {
  const reply = hooks.preCloudInitIso(data, legacy, vmi);
  assertReply(reply);
  if (reply.failure) {
    if (reply.cloudInitData !== data || reply.legacySource !== legacy)
      throw new Finding('broken promise', 'a failed call returns other bytes than it got');
    return reply;
  }
  if (reply.cloudInitData === data) return reply;
  // The one reader of JSON that is strict about a byte order mark is ours here.
  const before = decodeUtf8(data, 'input').replace(/^\ufeff/, '');
  const after = decodeUtf8(reply.cloudInitData, 'output');
  const unforeseen = unforeseenCloudInitChange(before, after, reply.results);
  if (unforeseen !== undefined) throw new Finding('broken promise', unforeseen);
  const again = hooks.preCloudInitIso(reply.cloudInitData, reply.legacySource, vmi);
  assertReply(again);
  if (saysWhatMustBe(rules) && (again.failure || again.cloudInitData !== reply.cloudInitData))
    throw new Finding(
      'broken promise',
      again.failure ? 'fails on its own result' : 'a second application changes the result',
    );
  return { ...reply, texts: [before, after] };
}

/**
 * One edit that says what must be, with nothing read from what it writes: it finds its own work again. A top-level key
 * `network` of network data is left out: with it, pointers have another root (language.md).
 */
function saysWhatMustBe(rules: readonly string[]): boolean {
  const text = rules.join('\n');
  const isOneEdit = (text.match(/"?op"?:/g) ?? []).length === 1 && /"?op"?: ?"?(set|merge)\b/.test(text);
  return isOneEdit && !/forEach|"?(userData|networkData|metaData)"?: ?["'/]|\/network|"network"/.test(text);
}

function assertReply({ results, warnings, failure, vm }: Reply): void {
  const told = [...warnings, ...(failure ? [failure] : [])];
  if (told.some(({ code }) => code === 'Internal'))
    throw new Finding('crash', `Internal: ${failure?.message ?? 'a warning'}`);
  assertTold(told);
  if (SECRET.test(JSON.stringify(results))) throw new Finding('leak', 'a result holds a secret');
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => lines.push(line), flush() {} });
  log.info('x', {
    vm,
    rules: Object.fromEntries(results.map(({ rule, outcome, reason }) => [rule, `${outcome}: ${reason}`])),
  });
  for (const { rule, writes } of results)
    for (const { field, path, action } of writes)
      log.debug(`rule ${rule}, ${field}: ${action} ${path}`, { vm });
  for (const line of lines) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would act on must not be there
    if (!/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*\n$/.test(line))
      throw new Finding('broken promise', 'a log line is not one line');
    JSON.parse(line);
  }
  if (failure) assertStatus(failure);
}

function assertStatus(failure: Diagnostic): void {
  const { details } = toStatus(new RefusedCall({ phase: 'Apply', first: failure, more: 0 }, {}));
  encodeURI(details); // grpc-js does
  if (details.length >= 500 || /[\r\n]/.test(details))
    throw new Finding('broken promise', 'the status is not one short line');
}

/** In every way in which they are shown. */
function assertTold(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const plain = { error: String, warning: String, faint: String };
  for (const diagnostic of diagnostics) {
    const { span } = diagnostic;
    const length = span?.source.text.length ?? 0;
    if (span && !(span.start >= 0 && span.start <= span.end && span.end <= length))
      throw new Finding(
        'broken promise',
        `a span outside of its text: ${span.start} to ${span.end} of ${length}`,
      );
    const line = formatDiagnostic(diagnostic);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would act on must not be there
    if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/.test(line))
      throw new Finding('broken promise', 'a diagnostic is not one line');
    if (renderDiagnostic(diagnostic, plain).split('\n').length > 3)
      throw new Finding('broken promise', 'a frame has more than three lines');
  }
  const shown = [lintJson(diagnostics), sarifLog(diagnostics, '/'), githubCommands(diagnostics, '/')];
  JSON.parse(shown[0] ?? '');
  JSON.parse(shown[1] ?? '');
  if (shown[2]?.split(/[\r\n]/).length !== diagnostics.length)
    throw new Finding('broken promise', 'a workflow command is not one line');
  if (shown.some((text) => SECRET.test(text)))
    throw new Finding(
      'leak',
      `${diagnostics.find((one) => SECRET.test(formatDiagnostic(one)))?.code} tells a secret`,
    );
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    return decodeUtf8(bytes, '') !== undefined;
  } catch {
    return false;
  }
}
