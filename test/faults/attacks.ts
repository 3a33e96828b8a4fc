import { PreCloudInitIsoParams } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { ON_DEFINE_DOMAIN, PRE_CLOUD_INIT_ISO } from './client.ts';
import { domainRequest } from './support.ts';

/** A rule and the VM that makes it costly. Each rule is for one VM only, by a label. */
export interface Attack {
  /** The spec of the rule, without `match`. */
  readonly rule: string;
  readonly domain?: string;
  readonly userData?: string;
  /** More of the VMI's own fields. */
  readonly vmi?: Readonly<Record<string, unknown>>;
}

const disks = (count: number, more = '') =>
  `<domain type="kvm"><name>vm</name><devices>${Array.from({ length: count }, (_, i) => `<disk type="file"><target dev="vd${i}"/>${more}</disk>`).join('')}</devices></domain>`;

const nested = (depth: number) =>
  `<domain><name>vm</name><devices>${'<entry>'.repeat(depth)}${'</entry>'.repeat(depth)}</devices></domain>`;

/** Calls that take much time, or try to. */
export const SLOW: Readonly<Record<string, Attack>> = {
  'deep-paths': {
    rule: `domain:
  - op: set
    path: //*[count(//*[count(//*) > 0]) > 0]/@seen
    value: 'yes'`,
    domain: disks(3000),
  },
  'every-pair': {
    rule: `when:
  - domain: boolean(//disk[target/@dev = //disk/source/@dev])
domain: [{op: set, path: /domain/title, value: x}]`,
    domain: disks(6000),
  },
  'loops-in-loops': {
    rule: `forEach:
  - {name: a, domain: /domain/devices/disk}
  - {name: b, domain: /domain/devices/disk}
domain:
  - {op: set, path: $a/serial, value: x}`,
    domain: disks(1000),
  },
  'many-loops': {
    rule: `forEach:
  - {name: a, value: 60, transforms: [{range: {from: 0}}]}
  - {name: b, value: 60, transforms: [{range: {from: 0}}]}
domain:
  - {op: set, path: "//disk[last()]/serial", value: "$(a)-$(b)"}
  - {op: merge, path: /domain/features, xml: <features><hyperv mode="custom"><relaxed state="on"/></hyperv></features>}`,
    domain: disks(3000),
  },
  'a-regular-expression': {
    rule: `variables:
  - name: text
    annotation: text
    transforms: [{replace: {pattern: "(a|a|aa)+(a|aa)+(b|c)*$", with: x}}, {capture: "(?:(?:a+)+x?)+|(x)"}]
domain: [{op: set, path: /domain/title, value: $(text)}]`,
    vmi: { annotations: { text: 'a'.repeat(4096) } },
  },
  'a-long-range': {
    rule: `forEach: {name: n, value: 250, transforms: [{range: {from: 0}}]}
variables:
  - name: free
    firstFree: {of: ["vd{a..z}", "vd{0..990}"], taken: /domain/devices/disk/target/@dev}
    onMissing: Fail
domain:
  - {op: add, path: /domain/devices, xml: <disk type="file"><target dev="$(free)"/></disk>}`,
    domain: disks(6000),
  },
  'merges-of-merges': {
    rule: `forEach: {name: disk, domain: /domain/devices/disk}
domain:
  - {op: merge, path: $disk, xml: <disk><driver name="qemu" cache="none"/><iotune><total_iops_sec>5</total_iops_sec></iotune></disk>}`,
    domain: disks(1000),
  },
  'merge-keys': {
    rule: `userData:
  - {op: add, path: /packages/-, value: qemu-guest-agent}`,
    userData: `#cloud-config\nbase: &base {a: 1}\n${Array.from({ length: 6000 }, (_, i) => `k${i}: {<<: *base}`).join('\n')}\n`,
  },
  'merges-of-lists': {
    rule: `forEach: {name: n, value: 250, transforms: [{range: {from: 0}}]}
userData:
  - {op: merge, path: "", lists: Append, value: {packages: ["p$(n)", "q$(n)"], write_files: [{path: "/etc/$(n)"}]}}`,
    userData: `#cloud-config\npackages:\n${Array.from({ length: 5000 }, (_, i) => `- package-${i}`).join('\n')}\n`,
  },
};

/** Calls that take much memory, or try to. */
export const LARGE: Readonly<Record<string, Attack>> = {
  'a-large-domain': {
    rule: 'domain: [{op: set, path: /domain/title, value: x}]',
    domain: disks(7000),
  },
  'tiny-elements': {
    rule: 'domain: [{op: set, path: //entry/@name, value: x}]',
    domain: `<domain><name>vm</name>${'<entry/>'.repeat(60_000)}</domain>`,
  },
  'a-deep-domain': { rule: 'domain: [{op: set, path: //entry/@name, value: x}]', domain: nested(30_000) },
  'sixteen-megabytes': {
    rule: 'domain: [{op: set, path: /domain/title, value: x}]',
    domain: disks(250_000),
  },
  // KubeVirt takes no larger reply.
  'four-megabytes-for-nobody': {
    rule: 'match: {names: [nobody]}\ndomain: [{op: set, path: /domain/title, value: x}]',
    domain: disks(80_000),
  },
  'tiny-objects': {
    rule: 'domain: [{op: set, path: /domain/title, value: x}]',
    vmi: { spec: { domain: {}, many: Array(1_390_000).fill({}) } },
  },
  'tiny-lists': {
    rule: 'variables: [{name: all, vmi: /spec/many}]\ndomain: [{op: set, path: /domain/title, value: x}]',
    vmi: { spec: { domain: {}, many: Array(1_390_000).fill([]) } },
  },
  'user-data-of-four-megabytes': {
    rule: 'userData: [{op: add, path: /packages/-, value: x}]',
    userData: `#cloud-config\nx: ${'y'.repeat(3_900_000)}\n`,
  },
  'aliases-of-aliases': {
    rule: 'userData: [{op: add, path: /packages/-, value: x}]',
    userData: `#cloud-config\na0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`).join('\n')}\n`,
  },
};

/** A file with the rules of all attacks. */
export function rulesOf(attacks: Readonly<Record<string, Attack>>): string {
  return Object.entries(attacks)
    .map(
      ([name, { rule }]) =>
        `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: ${name}}\nspec:\n${rule.startsWith('match:') ? '' : `  match: {labels: {attack: ${name}}}\n`}${rule.replace(/^/gm, '  ')}\n`,
    )
    .join('---\n');
}

/** The call that meets the attack's rule: of cloud-init when it has user data, else of the domain. */
export function callOf(
  name: string,
  { domain = disks(1), userData, vmi }: Attack,
): readonly [string, Uint8Array] {
  const { annotations = {}, ...rest } = vmi ?? {};
  const vmiBytes = Buffer.from(
    JSON.stringify({
      metadata: { name: 'vm', namespace: 'default', labels: { attack: name }, annotations },
      spec: { domain: { devices: {} } },
      ...rest,
    }),
  );
  if (userData === undefined) return [ON_DEFINE_DOMAIN, domainRequest(Buffer.from(domain), vmiBytes)];
  const data = {
    DataSource: 'noCloud',
    NoCloudMetaData: { 'instance-id': 'vm', 'local-hostname': 'vm' },
    UserData: userData,
  };
  return [
    PRE_CLOUD_INIT_ISO,
    PreCloudInitIsoParams.encode({
      cloudInitData: Buffer.from(JSON.stringify(data)),
      cloudInitNoCloudSource: Buffer.from(JSON.stringify({ userData })),
      vmi: vmiBytes,
    }).finish(),
  ];
}
