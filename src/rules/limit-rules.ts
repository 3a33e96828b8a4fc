import { type Diagnostic, placeOf } from '../text/diagnostic.ts';
import { inFile, type Span } from '../text/source.ts';
import type { DomainEdit, Rule } from './model.ts';
import type { DomainPath, Limits, PointerPath, Policy } from './policy-model.ts';
import { POLICY_PARTS } from './policy-model.ts';
import { domainAims, isDomainAllowed, isDomainDenied } from './static-domain.ts';
import { isPointerAllowed, isPointerDenied, pointerAims } from './static-pointers.ts';

/** Whether a file is really in a folder, links resolved. Only io can know. */
export type IsWithin = (file: string, folder: string) => boolean;

/**
 * The rules, each with the policies that limit it, and what of that can be told without a VM: a declared capability that
 * no policy may miss, a path that leads outside. What a VM brings is judged by the engine.
 */
export function limitRules(
  rules: readonly Rule[],
  policies: readonly Policy[],
  isWithin: IsWithin,
): { readonly rules: readonly Rule[]; readonly diagnostics: readonly Diagnostic[] } {
  if (policies.length === 0) return { rules, diagnostics: [] };
  const limited = rules.map((rule) => ({ ...rule, policies: limiting(rule, policies, isWithin) }));
  return { rules: limited, diagnostics: limited.flatMap(violations) };
}

function limiting({ span }: Rule, policies: readonly Policy[], isWithin: IsWithin): readonly Policy[] {
  const file = inFile(span).source.name;
  return policies.filter(({ trusted }) => !trusted.some((folder) => isWithin(file, folder)));
}

function violations(rule: Rule): Diagnostic[] {
  return rule.policies.flatMap((policy) => [
    ...forbiddenCapabilities(rule, policy),
    ...rule.domain.flatMap((edit) => forbiddenEdit(rule, edit, policy)),
    ...POLICY_PARTS.flatMap((part) =>
      rule[part].flatMap((edit) =>
        pointerAims(edit)
          .flatMap((aim) => {
            const limits = policy[part];
            const path = limits.deny.find((one) => isPointerDenied(one, aim));
            if (path) return [denied(rule, edit, policy, path)];
            return isPointerAllowed(limits.allow, aim) ? [] : [outside(rule, edit, policy, limits)];
          })
          .slice(0, 1),
      ),
    ),
  ]);
}

function forbiddenCapabilities(rule: Rule, policy: Policy): Diagnostic[] {
  return [...rule.capabilities].flatMap(([capability, span]) => {
    if (policy.capabilities.has(capability)) return [];
    const message = `${capability} is not among the capabilities of ${named(policy, policy.capabilitiesSpan)}`;
    return [violation(rule, 'spec.capabilities', span, message, 'leave it out, and what needs it')];
  });
}

function forbiddenEdit(rule: Rule, edit: DomainEdit, policy: Policy): Diagnostic[] {
  const { domain } = policy;
  for (const aim of domainAims(edit, rule)) {
    const path = domain.deny.find((one) => isDomainDenied(one, aim));
    if (path) return [denied(rule, edit, policy, path)];
    if (!isDomainAllowed(domain.allow, aim)) return [outside(rule, edit, policy, domain)];
  }
  return [];
}

interface Aimed {
  readonly field: string;
  readonly pathSpan: Span;
}

function denied(rule: Rule, edit: Aimed, policy: Policy, path: DomainPath | PointerPath): Diagnostic {
  const message = `this is denied by ${named(policy, path.span)}: ${path.text || '""'}`;
  return violation(rule, edit.field, edit.pathSpan, message, "leave it alone, or ask the platform's team");
}

function outside(
  rule: Rule,
  edit: Aimed,
  policy: Policy,
  { allow, allowSpan }: Limits<DomainPath | PointerPath>,
): Diagnostic {
  const places = allow?.map(({ text }) => text || '""').join(', ');
  const message = `this is outside of what ${named(policy, allowSpan)} allows`;
  const cure = places ? `write only below ${places}, or` : 'it allows nothing here:';
  return violation(rule, edit.field, edit.pathSpan, message, `${cure} ask the platform's team`);
}

function violation(rule: Rule, field: string, span: Span, message: string, hint: string): Diagnostic {
  return { code: 'PolicyViolation', severity: 'error', rule: rule.name, field, span, message, hint };
}

function named({ name }: Policy, span: Span): string {
  return `policy ${name} (${placeOf(span)})`;
}
