import type { Hooks } from '../engine/hooks.ts';
import type { InfoResult } from '../gen/kubevirt/hooks/info/info.ts';
import type { HookApiVersion } from './version.ts';

/**
 * What virt-launcher is told. Only the one version that the administrator chose, because the client takes the newest
 * on offer. A hook is offered only when it has something to do: virt-launcher crashes when PreCloudInitIso is offered
 * for a VM without cloud-init, and older versions lack some hooks. Broken rules offer OnDefineDomain, to be reported.
 */
export function describeSidecar(
  hooks: Hooks,
  { name, version }: { readonly name: string; readonly version: HookApiVersion },
): InfoResult {
  return {
    name,
    versions: [version],
    hookPoints: hookPointNames(hooks, version).map((name) => ({ name, priority: 0 })),
  };
}

/** True when there are cloud-init rules that this version has no hook for. */
export function lacksCloudInitHook(hooks: Hooks, version: HookApiVersion): boolean {
  return hooks.hasCloudInitRules && version === 'v1alpha1';
}

function hookPointNames(hooks: Hooks, version: HookApiVersion): string[] {
  const broken = hooks.diagnostics.some(({ severity }) => severity === 'error');
  return [
    ...(hooks.hasDomainRules || broken ? ['OnDefineDomain'] : []),
    ...(hooks.hasCloudInitRules && version !== 'v1alpha1' ? ['PreCloudInitIso'] : []),
    ...(version === 'v1alpha3' ? ['Shutdown'] : []),
  ];
}
