import { readCases } from '../corpus/cases.ts';

/** Domains that differ in how they are written. Each is well-formed and has devices. */
export const fixtures: Readonly<Record<string, string>> = {
  'as KubeVirt writes it': `<domain type="kvm" xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0">
	<name>default_vm</name>
	<memory unit="b">1073741824</memory>
	<os>
		<type arch="x86_64" machine="q35">hvm</type>
		<smbios mode="sysinfo"></smbios>
	</os>
	<devices>
		<disk device="disk" type="file">
			<source file="/var/run/disk.img"></source>
			<target bus="virtio" dev="vda"></target>
			<driver cache="none" name="qemu" type="raw"></driver>
			<alias name="ua-root"></alias>
		</disk>
		<disk device="cdrom" type="file">
			<target bus="sata" dev="sda"></target>
			<readonly></readonly>
			<alias name="ua-cd"></alias>
		</disk>
		<memballoon model="virtio"></memballoon>
	</devices>
	<metadata>
		<kubevirt xmlns="http://kubevirt.io">
			<uid>f4686d2c</uid>
		</kubevirt>
	</metadata>
</domain>`,
  'as virsh writes it': `<domain type='kvm' id='3'>
  <name>vm</name>
  <os>
    <type arch='x86_64' machine='pc-q35-8.2'>hvm</type>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <target dev='vda' bus='virtio'/>
      <driver name='qemu' type='qcow2'/>
      <alias name='ua-root'/>
    </disk>
    <memballoon model='virtio'/>
  </devices>
</domain>
`,
  'on one line': `<domain type="kvm"><name>vm</name><os/><devices><disk type="file"><alias name="ua-root"/></disk></devices></domain>`,
  'with CRLF and a declaration': `<?xml version="1.0" encoding="utf-8" standalone='no' ?>\r\n<domain type="kvm">\r\n  <name>vm</name>\r\n  <devices>\r\n    <disk type="file">\r\n      <alias name="ua-root"/>\r\n    </disk>\r\n  </devices>\r\n</domain>\r\n`,
  'with comments everywhere': `<!-- before --><?keep this?>
<!-- and again -->
<domain type="kvm"><!-- first -->
  <!-- about the name --> <name><!-- in -->vm<!-- out --></name> <!-- behind -->
  <devices>
    <!-- <disk type="old"/> -->
    <disk type="file"><!-- a --><alias name="ua-root"/><!-- b --></disk> <!-- the root -->
    <?why not?>
  </devices>
  <!-- last -->
</domain>
<!-- after --> <?and this?>
`,
  'with CDATA and entities': `<domain type="&#107;vm" title='a "b" &amp; &apos;c&apos; &lt;d> &#xA;&#x9;e'>
  <name><![CDATA[vm <&> ]]>&amp;&lt;&gt;&quot;&#65;&#x42;&#13;\u2028\u0085</name>
  <description><![CDATA[]]><![CDATA[]]]]><![CDATA[>]]></description>
  <devices>
    <disk type="file"><alias name="ua-&#114;oot"/><serial>𐀀é</serial></disk>
  </devices>
</domain>`,
  'with prefixes': `<domain type="kvm" xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0" xmlns:k="http://kubevirt.io">
  <q:commandline><q:arg value="-device"/><q:env name='A' q:value="1"/></q:commandline>
  <metadata><k:kubevirt k:a="b" xmlns:k="urn:other"><k:c xmlns="urn:default"><d/></k:c></k:kubevirt></metadata>
  <devices><disk><alias name="ua-root"/></disk></devices>
</domain>`,
  'with odd spacing in tags': `<domain
    type = "kvm"
    id	=	'1'
  >
	<name >vm</name
	>
	<devices
	><disk  type="file"  device='disk'   ><alias name="ua-root"   /></disk
	></devices>
</domain  >
`,
  'with a byte order mark': `\ufeff<domain type='kvm'>\n <devices>\n  <disk>\n   <alias name='ua-root'/>\n  </disk>\n </devices>\n</domain>`,
  'with space before the root': `\n\n  <domain type="kvm">\n    <devices>\n      <disk><alias name="ua-root"/></disk>\n    </devices>\n  </domain>\n\n`,
  'with old Macintosh line ends': `<domain>\r  <devices>\r    <disk/>\r  </devices>\r</domain>\r`,
  'with mixed content': `<domain>a <b>c</b> d\n  <devices>\n    e<disk/> \n  </devices>\n</domain>`,
};

/** The domains of the corpus of real customisations. */
export function corpusDomains(): [name: string, source: string][] {
  return readCases()
    .filter(({ compare }) => compare === 'xml-canonical')
    .map(({ id, before }) => [id, before]);
}
