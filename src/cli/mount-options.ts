import { DEFAULT_HOOK_PATH } from '../kubevirt/hook-sidecars.ts';

declare const SIDEPATCH_VERSION: string | undefined;

/** The key that `configmap` writes and `annotate` names when neither is told otherwise. */
export const DEFAULT_KEY = 'rule.yaml';

/** Nobody's image: no registry answers to this name, and a reader sees that it is to be replaced. */
export const PLACEHOLDER_IMAGE = `registry.example.com/sidepatch:${typeof SIDEPATCH_VERSION === 'string' ? SIDEPATCH_VERSION : 'latest'}`;

export const IMAGE_ADVICE = `${PLACEHOLDER_IMAGE} is a placeholder: give the image that you pushed with --image`;

/** The options about how a ConfigMap reaches the sidecar, the same for `configmap` and `annotate`. */
export const MOUNT_OPTIONS = {
  key: { type: 'string', default: DEFAULT_KEY },
  'hook-path': { type: 'string', default: DEFAULT_HOOK_PATH },
  image: { type: 'string' },
} as const;
