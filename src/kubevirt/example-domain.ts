/**
 * A domain as virt-launcher hands it to a hook on the first pass (Go's MarshalIndent: tabs, empty elements written
 * out), small enough to read: what rules are tried on when nobody gives a domain. Facts from KubeVirt's converter, the
 * text is our own.
 */
export const EXAMPLE_DOMAIN = `<domain type="kvm">
	<name>default_example</name>
	<memory unit="b">2147483648</memory>
	<os>
		<type arch="x86_64" machine="q35">hvm</type>
		<smbios mode="sysinfo"></smbios>
	</os>
	<sysinfo type="smbios">
		<system>
			<entry name="uuid">5d307ca9-b3ef-428c-8861-06e72d69f223</entry>
			<entry name="manufacturer">KubeVirt</entry>
			<entry name="family">KubeVirt</entry>
			<entry name="product">None</entry>
			<entry name="sku"></entry>
			<entry name="version"></entry>
		</system>
		<bios></bios>
		<baseBoard></baseBoard>
		<chassis></chassis>
	</sysinfo>
	<devices>
		<interface type="ethernet">
			<source></source>
			<target dev="tap0" managed="no"></target>
			<model type="virtio-non-transitional"></model>
			<mac address="02:00:00:4d:1a:01"></mac>
			<mtu size="1500"></mtu>
			<alias name="ua-default"></alias>
			<rom enabled="no"></rom>
		</interface>
		<channel type="unix">
			<target name="org.qemu.guest_agent.0" type="virtio"></target>
		</channel>
		<controller type="usb" index="0" model="none"></controller>
		<controller type="scsi" index="0" model="virtio-non-transitional"></controller>
		<controller type="virtio-serial" index="0" model="virtio-non-transitional"></controller>
		<video>
			<model type="vga" heads="1" vram="16384"></model>
		</video>
		<graphics type="vnc">
			<listen type="socket" socket="/var/run/kubevirt-private/5d307ca9-b3ef-428c-8861-06e72d69f223/virt-vnc"></listen>
		</graphics>
		<memballoon model="virtio-non-transitional" freePageReporting="on">
			<stats period="10"></stats>
		</memballoon>
		<disk device="disk" type="file" model="virtio-non-transitional">
			<source file="/var/run/kubevirt-private/vmi-disks/myvolume/disk.img"></source>
			<target bus="virtio" dev="vda"></target>
			<driver cache="none" error_policy="stop" name="qemu" type="raw" discard="unmap"></driver>
			<alias name="ua-myvolume"></alias>
			<boot order="1"></boot>
		</disk>
		<disk device="disk" type="file" model="virtio-non-transitional">
			<source file="/var/run/kubevirt-ephemeral-disks/cloud-init-data/default/example/noCloud.iso"></source>
			<target bus="virtio" dev="vdb"></target>
			<driver cache="none" error_policy="stop" name="qemu" type="raw" discard="unmap"></driver>
			<alias name="ua-nocloud"></alias>
		</disk>
		<input type="tablet" bus="virtio" model="virtio"></input>
		<serial type="unix">
			<target port="0"></target>
			<source mode="bind" path="/var/run/kubevirt-private/5d307ca9-b3ef-428c-8861-06e72d69f223/virt-serial0"></source>
			<alias name="serial0"></alias>
		</serial>
		<console type="pty">
			<target type="serial" port="0"></target>
		</console>
		<rng model="virtio-non-transitional">
			<backend model="random">/dev/urandom</backend>
		</rng>
	</devices>
	<clock offset="utc" adjustment="reset">
		<timer name="rtc" tickpolicy="catchup" present="yes" track="guest"></timer>
		<timer name="hpet" present="no"></timer>
	</clock>
	<metadata>
		<kubevirt xmlns="http://kubevirt.io">
			<uid>9b2b1f3c-5c1f-4a55-a1f4-2d3b4c5d6e7f</uid>
			<graceperiod>
				<deletionGracePeriodSeconds>30</deletionGracePeriodSeconds>
			</graceperiod>
		</kubevirt>
	</metadata>
	<features>
		<acpi></acpi>
		<apic></apic>
	</features>
	<cpu mode="host-model">
		<topology sockets="1" cores="2" threads="1"></topology>
	</cpu>
	<vcpu placement="static">2</vcpu>
	<iothreads>2</iothreads>
</domain>
`;
