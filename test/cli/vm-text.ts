/** A VM's manifest, and what `annotate` makes of it. */

export const IMAGE = 'registry.example.com/sidepatch:0.1.0';
export const HOOKS = 'hooks.kubevirt.io/hookSidecars';
export const OPTIONS = ['--configmap', 'smbios-rules', '--image', IMAGE];
export const ENTRY = {
  image: IMAGE,
  args: ['--version', 'v1alpha3'],
  configMap: { name: 'smbios-rules', key: 'rule.yaml', hookPath: '/usr/bin/onDefineDomain' },
};
export const VALUE = JSON.stringify([ENTRY]);

/** The annotation's value as a block in the given column. */
export const block = (column: number) =>
  [
    '|-',
    '[',
    '  {',
    `    "image": "${IMAGE}",`,
    '    "args": ["--version", "v1alpha3"],',
    '    "configMap": {"name": "smbios-rules", "key": "rule.yaml", "hookPath": "/usr/bin/onDefineDomain"}',
    '  }',
    ']',
  ].join(`\n${' '.repeat(column)}`);

export const VM = `# a database
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: "db-1"   # quoted
spec:
  template:
    metadata:
      annotations:
        mode: 0644   # stays
    spec:
      domain: {devices: {}}
`;
export const vmWith = (value: string) =>
  VM.replace('mode: 0644   # stays', `mode: 0644   # stays\n        ${HOOKS}: ${value}`);
