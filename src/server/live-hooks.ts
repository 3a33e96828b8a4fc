import type { Hooks } from '../engine/hooks.ts';

/** Hooks whose rules can be exchanged while they serve. Each call is answered by the rules of its beginning. */
export interface LiveHooks extends Hooks {
  replace(next: Hooks): void;
}

export function createLiveHooks(first: Hooks): LiveHooks {
  let current = first;
  return {
    get hasDomainRules() {
      return current.hasDomainRules;
    },
    get hasCloudInitRules() {
      return current.hasCloudInitRules;
    },
    get diagnostics() {
      return current.diagnostics;
    },
    get ruleNames() {
      return current.ruleNames;
    },
    onDefineDomain: (...call) => current.onDefineDomain(...call),
    preCloudInitIso: (...call) => current.preCloudInitIso(...call),
    recheckDomain: (...call) => current.recheckDomain(...call),
    replace(next) {
      current = next;
    },
  };
}
