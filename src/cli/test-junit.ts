import { formatDiagnostic } from '../text/diagnostic.ts';
import { lineColumn } from '../text/source.ts';
import type { FileRun, TimedResult } from './test-files.ts';
import { problemLines } from './test-report.ts';

/**
 * JUnit's XML as CI systems read it: a suite for each file, a case for each case; a file that could not be run is one
 * case with an error.
 */
export function junitXml(runs: readonly FileRun[]): string {
  const suites = runs.map(suite);
  const all = (key: 'tests' | 'failures' | 'errors' | 'seconds') =>
    suites.reduce((sum, one) => sum + one[key], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sidepatch" tests="${all('tests')}" failures="${all('failures')}" errors="${all('errors')}" time="${seconds(all('seconds'))}">`,
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ file, results, diagnostics }: FileRun) {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const cases = results.map((result) => testCase(file, result));
  if (errors.length > 0) {
    const text = errors.map(formatDiagnostic);
    cases.push(element(file, 'can be run', 1, 0, found('error', text[0] ?? '', text.join('\n'))));
  }
  const count = {
    tests: cases.length,
    failures: results.filter(({ problems }) => problems.length > 0).length,
    errors: errors.length > 0 ? 1 : 0,
    seconds: results.reduce((sum, result) => sum + result.seconds, 0),
  };
  const xml = [
    `  <testsuite name="${escaped(file)}" tests="${count.tests}" failures="${count.failures}" errors="${count.errors}" skipped="0" time="${seconds(count.seconds)}">`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
  return { xml, ...count };
}

function testCase(file: string, { name, span, problems, warnings, seconds: time }: TimedResult): string {
  const { line } = lineColumn(span.source, span.start);
  // Most readers show only the first of several.
  const [first, ...others] = problems;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const text = problems.flatMap((problem) => problemLines(problem, false)).join('\n');
  const failure = first ? [found('failure', `${first.message}${more}`, text)] : [];
  const said = warnings.map(formatDiagnostic).join('\n');
  const output = said === '' ? [] : [`      <system-err>${escaped(said, true)}</system-err>`];
  return element(file, name, line, time, [...failure, ...output].join('\n'));
}

function element(file: string, name: string, line: number, time: number, inside: string): string {
  const start = `    <testcase classname="${escaped(file)}" name="${escaped(name)}" file="${escaped(file)}" line="${line}" time="${seconds(time)}"`;
  return inside === '' ? `${start}/>` : `${start}>\n${inside}\n    </testcase>`;
}

function found(kind: 'failure' | 'error', message: string, text: string): string {
  return `      <${kind} message="${escaped(message)}" type="${kind}">${escaped(text, true)}</${kind}>`;
}

function seconds(time: number): string {
  return time.toFixed(3);
}

/** For an attribute, or for text, where white space is as it is. What XML cannot carry becomes a visible escape. */
function escaped(text: string, isText = false): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replace(/[&<>"]/g, (character) => names[character] ?? '')
    .replace(isText ? /\r/g : /[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(
      /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
