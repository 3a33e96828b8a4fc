/** What `init` writes. A rule name may look like a number: it is quoted where YAML would take it for one. */

export function domainRule(name: string): string {
  return `# ${annotationOf(name)}: none
apiVersion: sidepatch/v1alpha1
kind: Rule
metadata:
  name: ${word(name)}
spec:
  description: The VM's disks use the cache mode that its annotation names.
  variables:
    # Read from the VM's template. A VM without the annotation is left as it is.
    - name: cache
      annotation: ${annotationOf(name)}
      must: {in: [none, writeback, writethrough]}
  domain:
    # XPath: each disk; a driver that is missing is made, a disk is not.
    - op: set
      path: /domain/devices/disk/driver/@cache
      value: $(cache)
`;
}

export function domainTest(name: string): string {
  return `${header(name)}
  cases:
    - name: the annotation becomes every disk's cache mode
      vmi: {metadata: {annotations: {${annotationOf(name)}: writeback}}}
      result: {${word(name)}: Applied}
      expect:
        - domain: count(/domain/devices/disk) > 0
        - domain: count(/domain/devices/disk[not(driver/@cache='writeback')]) = 0
    - name: a cache mode that is not allowed fails the rule
      vmi: {metadata: {annotations: {${annotationOf(name)}: unsafe}}}
      result: {${word(name)}: Failed}
      error: InvalidValue
    - name: a VM without the annotation is left alone
      result: {${word(name)}: Skipped}
      expectUnchanged: true
`;
}

export function cloudInitRule(name: string): string {
  return `# ${annotationOf(name)}: Europe/Vienna
apiVersion: sidepatch/v1alpha1
kind: Rule
metadata:
  name: ${word(name)}
spec:
  description: The guest's clock shows the time zone that the VM's annotation names.
  variables:
    # Read from the VM's template. A VM without the annotation is left as it is.
    - name: zone
      annotation: ${annotationOf(name)}
      must: {matches: "[A-Za-z0-9_+/-]{1,64}"}
  userData:
    # A JSON Pointer into the cloud-config; its comments and everything else stay.
    - op: set
      path: /timezone
      value: $(zone)
`;
}

export function cloudInitTest(name: string): string {
  return `${header(name)}
  cases:
    - name: the annotation becomes the time zone
      vmi: {metadata: {annotations: {${annotationOf(name)}: Europe/Vienna}}}
      cloudInit:
        userData: |
          #cloud-config
          timezone: UTC
          users: [default]  # stays
      result: {${word(name)}: Applied}
      expectText:
        userData: |
          #cloud-config
          timezone: Europe/Vienna
          users: [default]  # stays
    - name: what is no time zone fails the rule
      vmi: {metadata: {annotations: {${annotationOf(name)}: "UTC; reboot"}}}
      cloudInit: {userData: "#cloud-config\\n"}
      result: {${word(name)}: Failed}
      error: InvalidValue
    - name: a VM without the annotation is left alone
      cloudInit: {userData: "#cloud-config\\n"}
      result: {${word(name)}: Skipped}
      expectUnchanged: true
`;
}

function header(name: string): string {
  return `apiVersion: sidepatch/v1alpha1
kind: RuleTest
metadata:
  name: ${word(name)}
spec:
  rules: [../${name}.yaml]`;
}

function annotationOf(name: string): string {
  return `${name}.example.com/wanted`;
}

function word(name: string): string {
  return /^[a-z]/.test(name) && !/^(?:y|n|yes|no|on|off|true|false|null)$/.test(name) ? name : `"${name}"`;
}
