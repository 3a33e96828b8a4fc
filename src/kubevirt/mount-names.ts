import type { RuleMount } from './hook-sidecars.ts';

/** Names of volumes that KubeVirt puts into the virt-launcher pod itself (pkg/virt-controller/services/rendervolumes.go). */
const POD_VOLUMES: readonly string[] = [
  'container-disks',
  'ephemeral-disks',
  'hook-sidecar-sockets',
  'hotplug-disks',
  'hugepages',
  'hugetblfs-dir',
  'kubevirt-plugin-sockets',
  'libvirt-runtime',
  'private',
  'private-libvirt',
  'private-libvirt-qemu',
  'public',
  'sockets',
  'virt-bin-share-dir',
  'virtiofs-containers',
  'vm-state',
];

/** Kubernetes' DNS-1123 label. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Why Kubernetes or KubeVirt would refuse what is to be mounted, with the cure; undefined when they would not. */
export function mountProblem({ configMap, key, hookPath, image }: RuleMount): string | undefined {
  return configMapProblem(configMap) ?? keyProblem(key) ?? hookPathProblem(hookPath) ?? imageProblem(image);
}

export function namespaceProblem(namespace: string): string | undefined {
  return LABEL.test(namespace) ? undefined : `"${namespace}" cannot be a namespace's name: ${LABEL_WORDS}`;
}

const LABEL_WORDS = 'use lower case letters, digits and -, at most 63';

/** A ConfigMap's name may have dots and 253 characters; KubeVirt gives it to the pod's volume as well, which may not. */
function configMapProblem(name: string): string | undefined {
  if (name.includes('.')) {
    return `the ConfigMap cannot be called "${name}": KubeVirt gives its name to a volume, which has no dots; use - instead`;
  }
  if (!LABEL.test(name)) {
    return `the ConfigMap cannot be called "${name}": KubeVirt gives its name to a volume; ${LABEL_WORDS}`;
  }
  if (!POD_VOLUMES.includes(name)) return undefined;
  return `the ConfigMap cannot be called "${name}": KubeVirt has a volume of this name in every VM's pod; use another name`;
}

function keyProblem(key: string): string | undefined {
  if (/^[-._a-zA-Z0-9]{1,253}$/.test(key) && !/^\.\.?$|^\.\./.test(key)) return undefined;
  return `"${key}" cannot be a ConfigMap's key: use letters, digits, -, _ and .`;
}

function hookPathProblem(path: string): string | undefined {
  const plain = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path);
  if (!plain)
    return `"${path}" cannot be the hook path: give an absolute path of a file, such as /usr/bin/onDefineDomain`;
  if (!/^\/var\/run\/kubevirt-hooks(\/|$)/.test(path)) return undefined;
  return `"${path}" cannot be the hook path: virt-launcher takes every file there for a socket; use /usr/bin/onDefineDomain`;
}

function imageProblem(image: string): string | undefined {
  if (/^[a-zA-Z0-9][a-zA-Z0-9._:/@-]*$/.test(image)) return undefined;
  return `"${image}" cannot be an image's name: give one like registry.example.com/sidepatch:0.1.0`;
}
