// Made by scripts/generate-libvirt-names from the schema of libvirt 9.0.0: do not edit.

/** The libvirt whose names these are. */
export const LIBVIRT_VERSION = '9.0.0';

/** The namespaces behind the prefixes in the table. */
export const LIBVIRT_NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['qemu', 'http://libvirt.org/schemas/domain/qemu/1.0'],
  ['lxc', 'http://libvirt.org/schemas/domain/lxc/1.0'],
  ['bhyve', 'http://libvirt.org/schemas/domain/bhyve/1.0'],
  ['xen', 'http://libvirt.org/schemas/domain/xen/1.0'],
  ['vmware', 'http://libvirt.org/schemas/domain/vmware/1.0'],
]);

/**
 * Which element may hold what. A line is one kind of element, the first one the document: `@name` is an attribute,
 * `name` an empty child, `name(a b)` a child with these attributes only, `name*` one that may hold anything, and
 * `name=7` a child whose content is line 7, counted from 0.
 */
export const LIBVIRT_NAMES = `
domain=1
@id @type blkiotune=9 bootloader bootloader_args clock=5 cpu=2 cputune=11 currentMemory(unit) defaultiothread(thread_pool_max thread_pool_min) description devices=18 features=14 genid idmap=17 iothreadids=8 iothreads keywrap=24 launchSecurity=25 maxMemory(slots unit) memory(dumpCore unit) memoryBacking=6 memtune=10 metadata* name numatune=12 on_crash on_lockfailure on_poweroff on_reboot os=4 perf=16 pm=15 resource=13 seclabel=19 sysinfo=3 title uuid vcpu(cpuset current placement) vcpus=7 bhyve:commandline=26 lxc:namespace=23 qemu:capabilities=21 qemu:commandline=20 qemu:deprecation(behavior) qemu:override=22 vmware:datacenterpath xen:commandline=27
@check @match @migratable @mode cache(level mode) feature(name policy) maxphysaddr(bits mode) model(fallback vendor_id) numa=28 topology(cores dies sockets threads) vendor
@type baseBoard=29 bios=29 chassis=29 entry(file name) oemStrings=30 system=29
@firmware acpi=33 bios(rebootTimeout useserial) boot(dev) bootmenu(enable timeout) cmdline dtb firmware=31 init initarg initdir initenv(name) initgroup initrd inituser kernel loader(readonly secure stateless type) nvram=32 root smbios(mode) type(arch machine)
@adjustment @basis @offset @start @timezone timer=34
access(mode) allocation(mode threads) discard hugepages=35 locked nosharepages source(type)
vcpu(enabled hotpluggable id order)
iothread(id thread_pool_max thread_pool_min)
device=36 weight
hard_limit(unit) min_guarantee(unit) soft_limit(unit) swap_hard_limit(unit)
cachetune=37 emulator_period emulator_quota emulatorpin(cpuset) emulatorsched(priority scheduler) global_period global_quota iothread_period iothread_quota iothreadpin(cpuset iothread) iothreadsched(iothreads priority scheduler) memorytune=38 period quota shares vcpupin(cpuset vcpu) vcpusched(priority scheduler vcpus)
memnode(cellid mode nodeset) memory(mode nodeset placement)
fibrechannel(appid) partition
acpi apic(eoi) capabilities=42 ccf-assist(state) cfpc(value) gic(version) hap(state) hpt=44 htm(state) hyperv=39 ibs(value) ioapic(driver) kvm=40 msrs(unknown) nested-hv(state) pae pmu(state) privnet pvspinlock(state) sbbc(value) smm=43 tcg=45 viridian vmcoreinfo(state) vmport(state) xen=41
suspend-to-disk(enabled) suspend-to-mem(enabled)
event(enabled name)
gid(count start target) uid(count start target)
audio=53 channel=58 console=57 controller=47 disk=46 emulator filesystem=49 graphics=55 hostdev=54 hub=60 input=51 interface=50 iommu=71 lease=48 memballoon=68 memory=66 nvram=69 panic=70 parallel=57 redirdev=61 redirfilter=62 rng=63 serial=57 shmem=65 smartcard=59 sound=52 tpm=64 video=56 vsock=72 watchdog=67
@model @relabel @type baselabel imagelabel label
qemu:arg(value) qemu:env(name value)
qemu:add(capability) qemu:del(capability)
qemu:device=73
lxc:shareipc(type value) lxc:sharenet(type value) lxc:shareuts(type value)
cipher(name state)
@kernelHashes @type cbitpos dhCert handle policy reducedPhysBits session
bhyve:arg(value)
xen:arg(value)
cell=74 interconnects=75
entry(name)
entry
feature(enabled name)
@template @type source=76
table(type)
@frequency @mode @name @present @tickpolicy @track catchup(limit slew threshold)
page(nodeset size unit)
path read_bytes_sec read_iops_sec weight write_bytes_sec write_iops_sec
@id @vcpus cache(id level size type unit) monitor(level vcpus)
@vcpus monitor(vcpus) node(bandwidth id)
@mode avic(state) evmcs(state) frequencies(state) ipi(state) reenlightenment(state) relaxed(state) reset(state) runtime(state) spinlocks(retries state) stimer=77 synic(state) tlbflush(state) vapic(state) vendor_id(state value) vpindex(state)
dirty-ring(size state) hidden(state) hint-dedicated(state) poll-control(state) pv-ipi(state)
e820_host(state) passthrough(mode state)
@policy audit_control(state) audit_write(state) block_suspend(state) chown(state) dac_override(state) dac_read_search(state) fowner(state) fsetid(state) ipc_lock(state) ipc_owner(state) kill(state) lease(state) linux_immutable(state) mac_admin(state) mac_override(state) mknod(state) net_admin(state) net_bind_service(state) net_broadcast(state) net_raw(state) setfcap(state) setgid(state) setpcap(state) setuid(state) sys_admin(state) sys_boot(state) sys_chroot(state) sys_module(state) sys_nice(state) sys_pacct(state) sys_ptrace(state) sys_rawio(state) sys_resource(state) sys_time(state) sys_tty_config(state) syslog(state) wake_alarm(state)
@state tseg(unit)
@resizing maxpagesize(unit)
tb-cache(unit)
@device @model @rawio @sgio @snapshot @type acpi(index) address=83 alias(name) auth=80 backenddomain(name) backingStore=84 blockio(logical_block_size physical_block_size) boot(loadparm order) driver=78 encryption=81 geometry(cyls heads secs trans) iotune=82 mirror=79 privateData product readonly serial shareable source=76 target(bus dev removable rotation_rate tray) transient(shareBacking) vendor wwn
@index @maxEventChannels @maxGrantFrames @model @ports @type @vectors acpi(index) address=83 alias(name) driver(ats cmd_per_lun ioeventfd iommu iothread max_sectors packed page_per_vq queues) master(startport) model(name) pcihole64(unit) target=85
key lockspace target(offset path)
@accessmode @dmode @fmode @model @multidevs @type acpi(index) address=83 alias(name) binary=86 boot(loadparm order) driver(ats format iommu packed page_per_vq queue type wrpolicy) readonly source(dev dir file name socket units usage) space_hard_limit(unit) space_soft_limit(unit) target(dir)
@managed @trustGuestRxFilters @type acpi(index) address=83 alias(name) backend(logFile tap type vhost) backenddomain(name) bandwidth=94 boot(loadparm order) coalesce=89 downscript(path) driver=91 filterref=92 guest(actual dev) ip(address family peer prefix) link(state) mac(address check type) model(type) mtu(size) port(isolated) portForward=90 rom(bar enabled file) route(address family gateway metric netmask prefix) script(path) source=87 target(dev managed) teaming(persistent type) tune=93 virtualport=88 vlan=95
@bus @model @type acpi(index) address=83 alias(name) driver(ats iommu packed page_per_vq) source(dev evdev grab grabToggle repeat)
@model acpi(index) address=83 alias(name) audio(id) codec(type)
@driver @dspPolicy @exclusive @id @path @serverName @timerPeriod @tryMMap @type input=96 output=96
@display @managed @mode @model @ramfb @rawio @sgio @type acpi(index) address=83 alias(name) boot(loadparm order) driver(name) ip(address family peer prefix) readonly rom(bar enabled file) route(address family gateway metric netmask prefix) shareable source=97 teaming(persistent type)
@address @autoport @connected @defaultMode @display @fullscreen @keymap @listen @multiUser @p2p @passwd @passwdValidTo @port @powerControl @replaceUser @sharePolicy @socket @tlsPort @type @websocket @xauth audio(id) channel(mode name) clipboard(copypaste) filetransfer(enable) gl(enable rendernode) image(compression) jpeg(compression) listen(address network socket type) mouse(mode) playback(compression) streaming(mode) zlib(compression)
acpi(index) address=83 alias(name) driver(ats iommu name packed page_per_vq vgaconf) model=98
@tty @type acpi(index) address=83 alias(name) log(append file) protocol(type) source=99 target=100
@type address=83 alias(name) log(append file) protocol(type) source=99 target(address name port state type)
@mode @type acpi(index) address=83 certificate database log(append file) protocol(type) source=99 target=100
@type address=83 alias(name)
@bus @type address=83 alias(name) boot(loadparm order) log(append file) protocol(type) source=99
usbdev(allow class product vendor version)
@model acpi(index) address=83 alias(name) backend=101 driver(ats iommu packed page_per_vq) rate(bytes period)
@model address=83 alias(name) backend=102
@name @role acpi(index) address=83 alias(name) model(type) msi(ioeventfd vectors) server(path) size(unit)
@access @discard @model acpi(index) address=83 alias(name) source=103 target=104 uuid
@action @model acpi(index) address=83 alias(name)
@autodeflate @freePageReporting @model acpi(index) address=83 alias(name) driver(ats iommu packed page_per_vq) stats(period)
address=83
@model address=83 alias(name)
@model acpi(index) address=83 alias(name) driver(aw_bits caching_mode eim intremap iotlb)
@model acpi(index) address=83 alias(name) cid(address auto) driver(ats iommu packed page_per_vq)
@alias qemu:frontend=105
@cpus @discard @id @memAccess @memory @unit cache=107 distances=106
bandwidth(cache initiator target type unit value) latency(cache initiator target type value)
@dev @dir @fdgroup @file @index @managed @mode @name @namespace @path @pool @protocol @query @startupPolicy @tls @tlsHostname @type @volume address(bus domain function multifunction slot) auth=80 config(file) cookies=112 encryption=81 host(name port socket transport) identity(group user) initiator=111 privateData readahead(size) reconnect(enabled timeout) reservations=110 seclabel=109 slices=108 snapshot(name) ssl(verify) timeout(seconds)
@state direct(state)
@ats @cache @copy_on_read @detect_zeroes @discard @error_policy @event_idx @io @ioeventfd @iommu @iothread @name @packed @page_per_vq @queue_size @queues @rerror_policy @type metadata_cache=113
@file @format @job @ready @type backingStore=84 format=114 source=76
@username secret(type usage uuid)
@engine @format cipher(hash mode name size) ivgen(hash name) secret(type usage uuid)
group_name read_bytes_sec read_bytes_sec_max read_bytes_sec_max_length read_iops_sec read_iops_sec_max read_iops_sec_max_length size_iops_sec total_bytes_sec total_bytes_sec_max total_bytes_sec_max_length total_iops_sec total_iops_sec_max total_iops_sec_max_length write_bytes_sec write_bytes_sec_max write_bytes_sec_max_length write_iops_sec write_iops_sec_max write_iops_sec_max_length
@base @bus @controller @cssid @devno @domain @function @iobase @irq @multifunction @port @reg @slot @ssid @target @type @unit zpci(fid uid)
@index @type backingStore=84 format=114 source=76
@busNr @chassis @chassisNr @hotplug @index @port node
@path @xattr cache(mode) lock(flock posix) sandbox(mode) thread_pool(size)
@address @bridge @connectionid @dev @macTableManager @missing @mode @name @network @path @port @portgroup @portgroupid @portid @switchid @type address(bus device domain function multifunction slot type) ip(address family peer prefix) local(address port) product(id) reconnect(enabled timeout) route(address family gateway metric netmask prefix) vendor(id)
@type parameters(instanceid interfaceid managerid profileid typeid typeidversion)
rx=115
@address @dev @proto range(end exclude start to)
@ats @event_idx @ioeventfd @iommu @name @packed @page_per_vq @queues @rss @rss_hash_report @rx_queue_size @tx_queue_size @txmode guest(csum ecn tso4 tso6 ufo) host(csum ecn gso mrg_rxbuf tso4 tso6 ufo)
@filter parameter(name value)
sndbuf
@classID inbound(average burst floor peak) outbound(average burst floor peak)
@trunk tag(id nativeMode)
@bufferCount @bufferLength @clientName @connectPorts @dev @exactName @fixedSettings @latency @mixingEngine @name @serverName @streamName @tryPoll @voices settings(channels format frequency)
@guestReset @name @protocol @startupPolicy @writeFiltering @wwpn adapter=116 address(bus device domain function multifunction slot target unit uuid) auth=80 block char host(name port) initiator=111 interface product(id) vendor(id)
@heads @primary @ram @type @vgamem @vram @vram64 acceleration(accel2d accel3d rendernode) resolution(x y)
@append @channel @host @master @mode @path @service @slave @tls clipboard(copypaste) mouse(mode) reconnect(enabled timeout) seclabel=109
@port @type model(name)
@model @type log(append file) protocol(type) source=99
@persistent_state @type @version active_pcr_banks=117 device(path) encryption(secret) source(mode path type)
alignsize(unit) nodemask pagesize(unit) path pmem
block(unit) current(unit) label=118 node readonly requested(unit) size(unit)
qemu:property(name type value)
sibling(id value)
@associativity @level @policy line(unit value) size(unit value)
slice(offset size type)
@labelskip @model @relabel label
@managed source=119
iqn(name)
cookie(name)
max_size(unit)
@type metadata_cache=113
frames(max)
@managed @name @parent @parent_fabric_wwn @parent_wwnn @parent_wwpn @type @wwnn @wwpn parentaddr=120
sha1 sha256 sha384 sha512
size(unit)
@mode @path @type reconnect(enabled timeout)
@unique_id address(bus domain function multifunction slot)
`;
