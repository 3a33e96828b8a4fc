import { readFileSync } from 'node:fs';

const fixture = (name: string) => readFileSync(new URL(`../test/fixtures/${name}`, import.meta.url), 'utf8');

/** The VMI of test/fixtures, which has the annotation that the SMBIOS rule asks for. */
export const vmi = new TextEncoder().encode(fixture('vmi.json'));

/** A domain as KubeVirt writes it, with so many disks more that it has about `bytes` bytes; never smaller than 7 kB. */
export function domainOf(bytes: number): Uint8Array {
  const base = fixture('domain.xml');
  const disks: string[] = [];
  for (let length = base.length; ; ) {
    const disk = diskOf(disks.length);
    length += disk.length;
    if (length > bytes) break;
    disks.push(disk);
  }
  return new TextEncoder().encode(base.replace('\t</devices>', `${disks.join('')}\t</devices>`));
}

function diskOf(index: number): string {
  return `\t\t<disk device="disk" type="block">
\t\t\t<source dev="/dev/volume-${index}"></source>
\t\t\t<target bus="virtio" dev="vd-${index}"></target>
\t\t\t<driver name="qemu" type="raw" cache="none" io="native" error_policy="stop" discard="unmap"></driver>
\t\t\t<alias name="ua-volume-${index}"></alias>
\t\t\t<address type="pci" domain="0x0000" bus="0x0${index % 10}" slot="0x00" function="0x0"></address>
\t\t\t<serial>5f0e3c1a-${index}</serial>
\t\t</disk>
`;
}
