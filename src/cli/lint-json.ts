import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { visibleJson } from '../text/visible.ts';
import { lintPlace } from './lint-place.ts';

/** The findings as a JSON list, an object each. */
export function lintJson(diagnostics: readonly Diagnostic[]): string {
  const findings = diagnostics.map((diagnostic) => {
    const { code, severity, message, hint, rule, field } = diagnostic;
    const place = lintPlace(diagnostic);
    const text = formatDiagnostic(diagnostic);
    return { code, severity, message, hint, rule, field, file: place?.file, ...place?.region, text };
  });
  return visibleJson(JSON.stringify(findings, null, 2));
}
