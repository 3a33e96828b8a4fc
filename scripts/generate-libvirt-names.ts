import { writeFileSync } from 'node:fs';
import { installedLibvirt, writeLibvirtNames } from './libvirt-names.ts';

// Makes src/rules/libvirt-names.ts from libvirt's schema as Debian's libvirt0 installs it:
// scripts/node scripts/generate-libvirt-names.ts

const version = installedLibvirt();
if (version === undefined)
  throw new Error('libvirt and its schema are not installed: see scripts/debian-packages');
writeFileSync('src/rules/libvirt-names.ts', writeLibvirtNames(version));
