import { EXAMPLE_DOMAIN } from './example-domain.ts';

/**
 * Domains as virt-launcher hands them to a hook, of several kinds: what a rule is tried on to find out how it behaves.
 * Between them they have most of what rules are about. Facts from KubeVirt's converter, the texts are our own.
 */
export const EXAMPLE_DOMAINS: readonly string[] = [EXAMPLE_DOMAIN, fullDomain(), armDomain(), s390xDomain()];

/** A large q35 machine: UEFI, TPM, pinned CPUs, several disks and cards, passed-through devices, cards for later. */
function fullDomain(): string {
  return `<domain type="kvm" xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0">
	<name>default_full</name>
	<uuid>1b9b0c0e-6a55-4d0b-9f43-3a1d1c9f1f10</uuid>
	<memory unit="b">8589934592</memory>
	<maxMemory unit="b" slots="16">34359738368</maxMemory>
	<memoryBacking>
		<hugepages></hugepages>
	</memoryBacking>
	<os firmware="efi">
		<type arch="x86_64" machine="pc-q35-rhel9.4.0">hvm</type>
		<smbios mode="sysinfo"></smbios>
		<loader readonly="yes" secure="yes" type="pflash">/usr/share/OVMF/OVMF_CODE.secboot.fd</loader>
		<nvram template="/usr/share/OVMF/OVMF_VARS.secboot.fd">/var/run/kubevirt-private/libvirt/qemu/nvram/full_VARS.fd</nvram>
	</os>
	<sysinfo type="smbios">
		<system>
			<entry name="uuid">1b9b0c0e-6a55-4d0b-9f43-3a1d1c9f1f10</entry>
			<entry name="manufacturer">KubeVirt</entry>
			<entry name="family">KubeVirt</entry>
			<entry name="serial">e4686d2c-6e8d-4335-b8fd-81bee22f4815</entry>
		</system>
		<bios></bios>
		<baseBoard></baseBoard>
		<chassis></chassis>
	</sysinfo>
	<devices>
${card('default', 'tap0', '02:00:00:4d:1a:01', '\t\t\t<driver name="vhost" queues="4"></driver>\n')}
${card('storage', 'tap1', '02:00:00:4d:1a:02', '')}
		<interface type="vhostuser">
			<source type="unix" path="/var/run/kubevirt/sockets/net2" mode="server"></source>
			<model type="virtio-non-transitional"></model>
			<mac address="02:00:00:4d:1a:03"></mac>
			<alias name="ua-fast"></alias>
		</interface>
${card('placeholder-0', 'placeholder-0', '', '')}
${card('placeholder-1', 'placeholder-1', '', '')}
		<channel type="unix">
			<target name="org.qemu.guest_agent.0" type="virtio"></target>
		</channel>
		<controller type="usb" index="0" model="qemu-xhci"></controller>
		<controller type="scsi" index="0" model="virtio-non-transitional">
			<driver iothread="1" queues="4"></driver>
		</controller>
		<controller type="virtio-serial" index="0" model="virtio-non-transitional"></controller>
		<controller type="pci" index="0" model="pcie-root"></controller>
		<video>
			<model type="virtio" heads="1"></model>
		</video>
		<graphics type="vnc">
			<listen type="socket" socket="/var/run/kubevirt-private/full/virt-vnc"></listen>
		</graphics>
		<hostdev type="pci" managed="no" mode="subsystem">
			<source>
				<address type="pci" domain="0x0000" bus="0x65" slot="0x00" function="0x0"></address>
			</source>
			<alias name="ua-gpu-gpu0"></alias>
		</hostdev>
		<hostdev type="pci" managed="no" mode="subsystem">
			<source>
				<address type="pci" domain="0x0000" bus="0x3b" slot="0x02" function="0x1"></address>
			</source>
			<alias name="ua-sriov-sriov0"></alias>
		</hostdev>
		<hostdev type="mdev" mode="subsystem" model="vfio-pci" display="on" ramfb="on">
			<source>
				<address uuid="a297db4a-f4c2-11e6-90f6-d3b88d6c9525"></address>
			</source>
			<alias name="ua-hostdevice-vgpu0"></alias>
		</hostdev>
		<memballoon model="virtio-non-transitional" freePageReporting="off">
			<stats period="10"></stats>
		</memballoon>
		<disk device="disk" type="block" model="virtio-non-transitional">
			<source dev="/dev/root" name="root"></source>
			<target bus="virtio" dev="vda"></target>
			<driver cache="none" error_policy="stop" name="qemu" type="raw" io="native" iothread="2" queues="4" discard="unmap"></driver>
			<alias name="ua-root"></alias>
			<boot order="1"></boot>
		</disk>
		<disk device="disk" type="file" model="virtio-non-transitional">
			<source file="/var/run/kubevirt-private/vmi-disks/data/disk.img"></source>
			<target bus="scsi" dev="sda"></target>
			<driver cache="writethrough" error_policy="stop" name="qemu" type="raw" discard="unmap"></driver>
			<serial>DATA0001</serial>
			<alias name="ua-data"></alias>
		</disk>
		<disk device="cdrom" type="file">
			<source file="/var/run/kubevirt-ephemeral-disks/cloud-init-data/default/full/configdrive.iso"></source>
			<target bus="sata" dev="sdb" tray="closed"></target>
			<driver cache="none" error_policy="stop" name="qemu" type="raw"></driver>
			<readonly></readonly>
			<alias name="ua-cloudinit"></alias>
		</disk>
		<filesystem type="mount" accessmode="passthrough">
			<source socket="/var/run/kubevirt/virtiofs-containers/share.sock"></source>
			<target dir="share"></target>
			<driver type="virtiofs" queue="1024"></driver>
		</filesystem>
		<input type="tablet" bus="usb" model="virtio"></input>
		<serial type="unix">
			<target port="0"></target>
			<source mode="bind" path="/var/run/kubevirt-private/full/virt-serial0"></source>
			<alias name="serial0"></alias>
		</serial>
		<console type="pty">
			<target type="serial" port="0"></target>
		</console>
		<watchdog model="i6300esb" action="reset">
			<alias name="ua-watchdog"></alias>
		</watchdog>
		<rng model="virtio-non-transitional">
			<backend model="random">/dev/urandom</backend>
		</rng>
		<tpm model="tpm-crb">
			<backend type="emulator" version="2.0"></backend>
		</tpm>
		<vsock model="virtio-non-transitional">
			<cid auto="no" address="1234"></cid>
		</vsock>
	</devices>
	<clock offset="utc" adjustment="reset">
		<timer name="rtc" tickpolicy="catchup" present="yes" track="guest"></timer>
		<timer name="pit" tickpolicy="delay" present="yes"></timer>
		<timer name="hpet" present="no"></timer>
		<timer name="hypervclock" present="yes"></timer>
	</clock>
	<resource>
		<partition></partition>
	</resource>
	<metadata>
		<kubevirt xmlns="http://kubevirt.io">
			<uid>1b9b0c0e-6a55-4d0b-9f43-3a1d1c9f1f10</uid>
		</kubevirt>
	</metadata>
	<features>
		<acpi></acpi>
		<apic></apic>
		<hyperv>
			<relaxed state="on"></relaxed>
			<vapic state="on"></vapic>
			<spinlocks state="on" retries="8191"></spinlocks>
		</hyperv>
		<smm></smm>
		<kvm>
			<hidden state="off"></hidden>
		</kvm>
		<pvspinlock state="off"></pvspinlock>
	</features>
	<cpu mode="host-passthrough">
		<topology sockets="1" cores="4" threads="1"></topology>
		<feature name="invtsc" policy="require"></feature>
		<numa>
			<cell id="0" cpus="0-3" memory="8388608" unit="KiB"></cell>
		</numa>
	</cpu>
	<vcpu placement="static">4</vcpu>
	<cputune>
		<vcpupin vcpu="0" cpuset="2"></vcpupin>
		<vcpupin vcpu="1" cpuset="3"></vcpupin>
		<vcpupin vcpu="2" cpuset="4"></vcpupin>
		<vcpupin vcpu="3" cpuset="5"></vcpupin>
		<emulatorpin cpuset="6"></emulatorpin>
	</cputune>
	<numatune>
		<memory mode="strict" nodeset="0"></memory>
	</numatune>
	<iothreads>2</iothreads>
</domain>
`;
}

function armDomain(): string {
  return withoutX86(EXAMPLE_DOMAIN, 'aarch64', 'virt')
    .replace('<features>', '<features>\n\t\t<gic version="3"></gic>')
    .replace('<os>', '<os firmware="efi">')
    .replace('<cpu mode="host-model">', '<cpu mode="host-passthrough">');
}

function s390xDomain(): string {
  return withoutX86(EXAMPLE_DOMAIN, 's390x', 's390-ccw-virtio')
    .replaceAll(/\t\t<(input|controller type="usb").*\n/g, '')
    .replaceAll('virtio-non-transitional', 'virtio')
    .replace('\t\t<acpi></acpi>\n', '')
    .replace(/\t<sysinfo[\s\S]*<\/sysinfo>\n/, '')
    .replace('\t\t<smbios mode="sysinfo"></smbios>\n', '');
}

function withoutX86(domain: string, arch: string, machine: string): string {
  return domain
    .replace('arch="x86_64" machine="q35"', `arch="${arch}" machine="${machine}"`)
    .replaceAll(/\t\t<(apic|timer name="hpet").*\n/g, '')
    .replace('type="vga" heads="1" vram="16384"', 'type="virtio" heads="1"');
}

function card(name: string, device: string, mac: string, driver: string): string {
  return `\t\t<interface type="ethernet">
			<source></source>
			<target dev="${device}" managed="no"></target>
			<model type="virtio-non-transitional"></model>
${mac && `\t\t\t<mac address="${mac}"></mac>\n`}${driver}\t\t\t<mtu size="1500"></mtu>
			<alias name="ua-${name}"></alias>
			<rom enabled="no"></rom>
		</interface>`;
}
