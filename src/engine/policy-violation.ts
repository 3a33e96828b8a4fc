import type { Capability } from '../kubevirt/capabilities.ts';
import type { Rule } from '../rules/model.ts';
import type { Limits, Policy } from '../rules/policy-model.ts';
import { placeOf } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import type { Span } from '../text/source.ts';

/** A write that no `allow` covers. `what` names places of the rule or of the domain, never a key of cloud-init data. */
export function notAllowed(policy: Policy, what: string, { allow, allowSpan }: Limits<Written>): Failure {
  const places = allow?.map(({ text }) => text).join(', ');
  return new Failure(
    'PolicyViolation',
    `${what} is not allowed by ${named(policy, allowSpan)}`,
    places ? `write only below ${places}, or ask the platform's team` : "ask the platform's team",
  );
}

/** A write that a `deny` covers. */
export function denied(policy: Policy, what: string, path: Written): Failure {
  return new Failure(
    'PolicyViolation',
    `${what} is denied by ${named(policy, path.span)}: ${path.text || '""'}`,
    "leave it alone, or ask the platform's team",
  );
}

/** A change that cannot be held against the paths of a policy, and so is none that it allows. */
export function unclear(policy: Policy, what: string): Failure {
  const where = named(policy, policy.span);
  return new Failure('PolicyViolation', `${what}, which ${where} cannot judge`, 'edit userData instead');
}

/** Throws PolicyViolation when a policy does not let the rule use a capability. */
export function refuseCapability(capability: Capability, element: string, { policies }: Rule): void {
  for (const policy of policies) {
    if (policy.capabilities.has(capability)) continue;
    throw new Failure(
      'PolicyViolation',
      `writing <${element}> like this needs ${capability}, which ${named(policy, policy.capabilitiesSpan)} does not allow`,
      "leave it alone, or ask the platform's team",
    );
  }
}

interface Written {
  readonly text: string;
  readonly span: Span;
}

function named({ name }: Policy, span: Span): string {
  return `policy ${name} (${placeOf(span)})`;
}
