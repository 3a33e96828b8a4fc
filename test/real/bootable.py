#!/usr/bin/python3
"""Reads a KubeVirt domain on stdin and writes it so that it boots without a virt-launcher pod.

bootable.py DIRECTORY KERNEL INITRD [SEED]

What rules edit stays as it is: sysinfo, os/smbios, vcpu, clock, the disks' drivers and serials. What is replaced: KVM by
TCG (and the CPU features that need KVM), the host's paths by empty files in DIRECTORY, the way to boot by a kernel, and
the devices that lead out of the guest by one serial port that ends in DIRECTORY/serial.log. The cloud-init disk is SEED,
where that is given.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

directory, kernel, initrd, *seed = pathlib.Path(sys.argv[1]), *sys.argv[2:]
domain = ElementTree.parse(sys.stdin.buffer).getroot()
devices = domain.find("devices")


def remove(parent, *names):
    for child in [child for child in parent if child.tag in names]:
        parent.remove(child)


def put(parent, name, text=None, **attributes):
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child


domain.set("type", "qemu")
remove(domain, "memory", "currentMemory", "on_poweroff", "on_reboot", "on_crash", "cpu")
put(domain, "memory", "256", unit="MiB")
for event in ("on_poweroff", "on_reboot", "on_crash"):
    put(domain, event, "destroy")

boot = domain.find("os")
remove(boot, "kernel", "initrd", "cmdline", "loader", "nvram")
put(boot, "kernel", kernel)
put(boot, "initrd", initrd)
put(boot, "cmdline", "console=ttyS0 quiet panic=-1")

remove(domain.find("features"), "hyperv", "kvm", "pvspinlock")
clock = domain.find("clock")
for timer in clock.findall("timer"):
    if timer.get("name") in ("kvmclock", "hypervclock"):
        clock.remove(timer)

remove(devices, "interface", "channel", "graphics", "serial", "console", "hostdev", "filesystem", "tpm")
for number, disk in enumerate(devices.findall("disk")):
    source = disk.find("source")
    is_seed = seed and source is not None and "/cloud-init-data/" in source.get("file", "")
    remove(disk, "source", "backingStore")
    image = directory / f"disk{number}.img"
    with open(image, "wb") as file:
        file.write(pathlib.Path(seed[0]).read_bytes() if is_seed else bytes(1 << 20))
    disk.set("type", "file")
    put(disk, "source", file=str(image))
    driver = disk.find("driver")
    driver.set("type", "raw")
    for attribute in ("cache", "io"):
        driver.attrib.pop(attribute, None)
serial = put(devices, "serial", type="file")
put(serial, "source", path=str(directory / "serial.log"))
put(serial, "target", port="0")

ElementTree.ElementTree(domain).write(sys.stdout.buffer)
