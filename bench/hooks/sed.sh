#!/bin/sh
# KubeVirt's example: the board maker that an annotation names. Called with --vmi JSON --domain XML.
maker=$(printf '%s\n' "$2" | sed -n 's/.*"smbios.vm.kubevirt.io\/baseBoardManufacturer": *"\([^"]*\)".*/\1/p')
[ -n "$maker" ] || { printf '%s\n' "$4"; exit 0; }
printf '%s\n' "$4" | sed \
  -e 's|<smbios mode="[^"]*">|<smbios mode="sysinfo">|' \
  -e "s|<baseBoard></baseBoard>|<baseBoard><entry name=\"manufacturer\">$maker</entry></baseBoard>|"
