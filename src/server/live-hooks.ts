import type { Hooks } from '../engine/hooks.ts';

/** Rules that were read and compiled, what names them, and their texts, for a thread that must compile them again. */
export interface LoadedRules {
  readonly hooks: Hooks;
  readonly digest: string;
  /** What names the policies among them; the same as long as they are. */
  readonly policyDigest: string;
  /** Plain data. */
  readonly texts: unknown;
}

/** Hooks whose rules can be exchanged while they serve. Each call is answered by the rules of its beginning. */
export interface LiveHooks extends Hooks {
  readonly digest: string;
  readonly policyDigest: string;
  readonly texts: unknown;
  replace(next: LoadedRules): void;
}

export function createLiveHooks(first: LoadedRules): LiveHooks {
  let current = first;
  return {
    get digest() {
      return current.digest;
    },
    get policyDigest() {
      return current.policyDigest;
    },
    get texts() {
      return current.texts;
    },
    get hasDomainRules() {
      return current.hooks.hasDomainRules;
    },
    get hasCloudInitRules() {
      return current.hooks.hasCloudInitRules;
    },
    get domainSteps() {
      return current.hooks.domainSteps;
    },
    get diagnostics() {
      return current.hooks.diagnostics;
    },
    get ruleNames() {
      return current.hooks.ruleNames;
    },
    onDefineDomain: (...call) => current.hooks.onDefineDomain(...call),
    preCloudInitIso: (...call) => current.hooks.preCloudInitIso(...call),
    recheckDomain: (...call) => current.hooks.recheckDomain(...call),
    replace(next) {
      current = next;
    },
  };
}
