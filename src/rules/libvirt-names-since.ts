/**
 * What libvirt knows beyond the schema that libvirt-names.ts was made from: names of libvirt 9.1 to 12.x, from its
 * release notes and documentation, written down by hand. A line is a path and what is new there, in the notation of
 * libvirt-names.ts. A name too many costs a warning that is not given; one too few, a warning that is wrong. The last
 * lines are what KubeVirt writes although libvirt passes over it: a rule may look for that.
 */
export const LIBVIRT_NAMES_SINCE = `
/domain/cpu @deprecated_features
/domain/cpu/maxphysaddr @limit
/domain/cpu/topology @clusters
/domain/devices crypto pstore(backend)
/domain/devices/audio @runtimeDir
/domain/devices/audio/input @name @streamName @latency
/domain/devices/audio/output @name @streamName @latency
/domain/devices/controller @ports serial
/domain/devices/controller/driver iothreads
/domain/devices/controller/driver/iothreads iothread(id)
/domain/devices/controller/driver/iothreads/iothread queue(id)
/domain/devices/controller/target @memReserve
/domain/devices/crypto @model @type backend(model queues) alias(name) driver(ats iommu packed page_per_vq)
/domain/devices/crypto address(type domain bus slot function multifunction cssid ssid devno uuid)
/domain/devices/disk throttlefilters
/domain/devices/disk/driver @discard_no_unref @queue_size iothreads statistics
/domain/devices/disk/driver/iothreads iothread(id)
/domain/devices/disk/driver/iothreads/iothread queue(id)
/domain/devices/disk/driver/statistics statistic(interval) latency-histogram(type)
/domain/devices/disk/driver/statistics/latency-histogram bin(start)
/domain/devices/disk/source @fdgroup dataStore identity(username userName keyfile agentsock group user) knownHosts(path) reconnect(delay enabled timeout)
/domain/devices/disk/source/dataStore @type @index format(type) source(file dev index startupPolicy volume pool protocol name)
/domain/devices/disk/source/reservations @migration
/domain/devices/disk/target @dpofua
/domain/devices/disk/throttlefilters throttlefilter(group)
/domain/devices/filesystem idmap
/domain/devices/filesystem/binary openfiles(max) thread_pool(size)
/domain/devices/filesystem/idmap uid(start target count) gid(start target count)
/domain/devices/graphics @username @powerControl
/domain/devices/hostdev acpi(nodeset index)
/domain/devices/hostdev/driver @model @iommufd @fdgroup
/domain/devices/interface/backend @type @logFile @hostname @fqdn @upstream
/domain/devices/interface/mac @currentAddress
/domain/devices/interface/source @fdgroup
/domain/devices/iommu address(type domain bus slot function multifunction)
/domain/devices/iommu/driver @dma_translation @passthrough @xtsup @pciBus @accel @ats @ril @pasid @oas @ssidSize @ssidsize @cmdqv @granule
/domain/devices/memory/target @dynamicMemslots @attachedToNumaNode
/domain/devices/memory/target/address @base
/domain/devices/pstore path size(unit) alias(name) address(type domain bus slot function multifunction)
/domain/devices/sound @streams driver(ats iommu packed page_per_vq)
/domain/devices/tpm/backend @debug @persistent_state @version profile(source name removeDisabled remove_disabled) source(type mode path file dir)
/domain/devices/video/model @blob @edid @venus @hostmem
/domain/features aia(value) async-teardown(enabled) ps2(state) ras(state)
/domain/features/hyperv emsr_bitmap(state) xmm_input(state) avic(state) evmcs(state)
/domain/features/hyperv/tlbflush direct(state) extended(state)
/domain/iothreadids/iothread poll(max grow shrink)
/domain/launchSecurity @authorKey @vcek @kernelHashes hostData idAuth idBlock mrConfigId mrOwner mrOwnerConfig policy quoteGenerationService(path)
/domain/os shim varstore(path template)
/domain/os/acpi/table @type
/domain/os/loader @format
/domain/os/nvram @format @template @templateFormat
/domain throttlegroups
/domain/throttlegroups throttlegroup
/domain/throttlegroups/throttlegroup group_name total_bytes_sec read_bytes_sec write_bytes_sec total_iops_sec read_iops_sec write_iops_sec
/domain/throttlegroups/throttlegroup total_bytes_sec_max read_bytes_sec_max write_bytes_sec_max total_iops_sec_max read_iops_sec_max write_iops_sec_max
/domain/throttlegroups/throttlegroup total_bytes_sec_max_length read_bytes_sec_max_length write_bytes_sec_max_length
/domain/throttlegroups/throttlegroup total_iops_sec_max_length read_iops_sec_max_length write_iops_sec_max_length size_iops_sec
/domain/devices/disk capacity expandDisksEnabled filesystemOverhead
/domain/devices/hostdev/source/address @type
`;
