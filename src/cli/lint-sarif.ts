import { type Diagnostic, describeDiagnostic } from '../text/diagnostic.ts';
import { visibleJson } from '../text/visible.ts';
import { CODES } from './lint-codes.ts';
import { lintPlace, relativeUri } from './lint-place.ts';

declare const SIDEPATCH_VERSION: string | undefined;

/** A SARIF 2.1.0 log with one run; files are named as seen from `folder`. */
export function sarifLog(diagnostics: readonly Diagnostic[], folder: string): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const driver = {
    name: 'sidepatch',
    ...(typeof SIDEPATCH_VERSION === 'string' ? { version: SIDEPATCH_VERSION } : {}),
    rules: codes.map((code) => ({
      id: code,
      name: code,
      shortDescription: { text: CODES[code].about },
      help: { text: CODES[code].cure },
    })),
  };
  const results = diagnostics.map((diagnostic) => ({
    ruleId: diagnostic.code,
    ruleIndex: codes.indexOf(diagnostic.code),
    level: diagnostic.severity,
    message: { text: describeDiagnostic(diagnostic) },
    locations: locationsOf(diagnostic, folder),
  }));
  const run = { tool: { driver }, columnKind: 'unicodeCodePoints', results };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return visibleJson(JSON.stringify(log, null, 2));
}

function locationsOf(diagnostic: Diagnostic, folder: string): readonly unknown[] {
  const place = lintPlace(diagnostic);
  if (!place) return [];
  const { region } = place;
  return [
    {
      physicalLocation: {
        artifactLocation: { uri: relativeUri(place.file, folder) },
        ...(region && {
          region: {
            startLine: region.line,
            startColumn: region.column,
            endLine: region.endLine,
            endColumn: region.endColumn,
          },
        }),
      },
    },
  ];
}
