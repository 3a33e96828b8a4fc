import type { Diagnostic } from '../text/diagnostic.ts';
import { checkAttribute, type NameProblem, type Reach, reachChild } from './check-name.ts';
import { documentReach } from './check-xpath-names.ts';
import type { DomainPath, DomainStep, Policy } from './policy-model.ts';

/** Warns (`UnknownName`) of places in a policy that libvirt does not have: such a line allows or denies nothing. */
export function checkPolicyNames({ domain }: Policy): Diagnostic[] {
  return [...(domain.allow ?? []), ...domain.deny].flatMap(checkPath);
}

function checkPath({ steps, attribute, span }: DomainPath): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = ({ message, hint }: NameProblem) =>
    found.push({ code: 'UnknownName', severity: 'warning', message, hint, span });
  const last = steps.reduce((reach, step) => reachStep(reach, step, report), documentReach());
  if (attribute !== undefined) checkAttribute({ local: attribute, namespace: null, ...WHOLE }, last, report);
  return found;
}

/** A policy's paths are short: it is enough to point at one as a whole. */
const WHOLE = { start: 0, end: 0 };

function reachStep(from: Reach, step: DomainStep, report: (problem: NameProblem) => void): Reach {
  if (step !== '*') return reachChild({ ...step, ...WHOLE }, from, report);
  const children = [...(from?.elements ?? [])].flatMap((one) => [...one.children.values()]);
  if (!from || children.some(({ isOpen }) => isOpen)) return undefined;
  return { elements: new Set(children) };
}
