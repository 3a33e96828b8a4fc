#!/usr/bin/python3
"""KubeVirt's example: the board maker that an annotation names. Called with --vmi JSON --domain XML."""

import json
import sys
import xml.etree.ElementTree as ET

vmi, domain = sys.argv[2], sys.argv[4]
maker = json.loads(vmi)["metadata"].get("annotations", {}).get("smbios.vm.kubevirt.io/baseBoardManufacturer")
if maker is None:
    print(domain)
    sys.exit()


def child(parent, name):
    found = parent.find(name)
    return ET.SubElement(parent, name) if found is None else found


ET.register_namespace("qemu", "http://libvirt.org/schemas/domain/qemu/1.0")
root = ET.fromstring(domain)
child(child(root, "os"), "smbios").set("mode", "sysinfo")
sysinfo = root.find("sysinfo[@type='smbios']")
if sysinfo is None:
    sysinfo = ET.SubElement(root, "sysinfo", type="smbios")
board = child(sysinfo, "baseBoard")
entry = board.find("entry[@name='manufacturer']")
if entry is None:
    entry = ET.SubElement(board, "entry", name="manufacturer")
entry.text = maker
print(ET.tostring(root, encoding="unicode"))
