/** What a check of a recipe needs that a test machine lacks, and how the program says so. */
export interface Limit {
  readonly check: string;
  readonly needs: string;
  readonly says: RegExp;
}

const KVM = { needs: 'KVM', says: /CPU mode 'host-passthrough' .* is not supported/ };
const VFIO = { needs: 'a GPU and VFIO', says: /invalid PCI passthrough type/ };

/** By recipe. A refusal that says anything else is the recipe's fault. */
export const LIMITS: Readonly<Record<string, readonly Limit[]>> = {
  'cpu-host-passthrough': [{ check: 'arguments', ...KVM }],
  'gpu-hide-hypervisor': [{ check: 'arguments', ...VFIO }],
  'gpu-multifunction': [{ check: 'arguments', ...VFIO }],
  'gpu-rom': [{ check: 'arguments', ...VFIO }],
  'memory-hugepages': [
    { check: 'arguments', needs: 'a mounted hugetlbfs', says: /hugetlbfs filesystem is not mounted/ },
  ],
};
