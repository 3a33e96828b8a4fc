import { type Diagnostic, describeDiagnostic } from '../text/diagnostic.ts';
import { lintPlace, relativePath } from './lint-place.ts';

/** GitHub's workflow commands, one line a finding: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function githubCommands(diagnostics: readonly Diagnostic[], folder: string): string {
  return diagnostics.map((diagnostic) => command(diagnostic, folder)).join('\n');
}

function command(diagnostic: Diagnostic, folder: string): string {
  const place = lintPlace(diagnostic);
  const { line, column } = place?.region ?? {};
  const properties = Object.entries({
    file: place && relativePath(place.file, folder),
    line,
    col: column,
    title: diagnostic.code,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]));
  return `::${diagnostic.severity} ${properties.join(',')}::${data(describeDiagnostic(diagnostic))}`;
}

/** As actions/toolkit escapes: packages/core/src/command.ts. */
function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
