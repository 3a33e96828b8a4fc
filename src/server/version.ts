declare const SIDEPATCH_VERSION: string | undefined;

/** The program's own version, put in by the bundler; run from its sources it is "development". */
export const programVersion: string =
  typeof SIDEPATCH_VERSION === 'undefined' ? 'development' : SIDEPATCH_VERSION;

/** The hook APIs of KubeVirt, oldest first. */
export const HOOK_API_VERSIONS = ['v1alpha1', 'v1alpha2', 'v1alpha3'] as const;

export type HookApiVersion = (typeof HOOK_API_VERSIONS)[number];
