import type { CloudInitReply, DomainReply, Hooks } from '../engine/hooks.ts';

/** A call of a hook as data, which can be handed to another thread. */
export type HookCall = DomainCall | CloudInitCall;

export interface DomainCall {
  readonly hook: 'OnDefineDomain';
  readonly domainXml: Uint8Array;
  readonly vmi: Uint8Array;
  /** What the caller says of itself; undefined: the VMI tells. */
  readonly onMigrationTarget: boolean | undefined;
}

export interface CloudInitCall {
  readonly hook: 'PreCloudInitIso';
  readonly cloudInitData: Uint8Array;
  readonly legacySource: Uint8Array;
  readonly vmi: Uint8Array;
}

/** What the hook of a call replies. */
export type ReplyTo<C extends HookCall> = C extends DomainCall ? DomainReply : CloudInitReply;

/** Calls the hook, here and now. */
export function callHook<C extends HookCall>(hooks: Hooks, call: C): ReplyTo<C>;
export function callHook(hooks: Hooks, call: HookCall): DomainReply | CloudInitReply {
  switch (call.hook) {
    case 'OnDefineDomain':
      return hooks.onDefineDomain(call.domainXml, call.vmi, call.onMigrationTarget);
    case 'PreCloudInitIso':
      return hooks.preCloudInitIso(call.cloudInitData, call.legacySource, call.vmi);
  }
}
