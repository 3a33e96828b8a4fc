/** A sound rule. */
export function ruleText(name: string): string {
  return `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata:
  name: ${name}
spec:
  domain:
    - op: set
      path: /domain/os/smbios/@mode
      value: sysinfo
`;
}
