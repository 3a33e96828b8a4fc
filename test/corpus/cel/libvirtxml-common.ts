import { one, struct, union } from './go-structs.ts';

// What many devices of libvirtxml have.

export const address = struct('DomainAddress', '', [
  ...union(
    'type domain bus slot function multifunction controller target unit port iobase irq reg base device ' +
      'cssid ssid devno uuid',
  ),
]);
const alias = struct('DomainAlias', 'Name:name');
const acpi = struct('DomainDeviceACPI', '#Index:index?');
export const common = [
  one('ACPI', 'acpi', acpi),
  one('Alias', 'alias', alias),
  one('Address', 'address', address),
];
export const boot = one('Boot', 'boot', struct('DomainDeviceBoot', '#Order:order LoadParm:loadparm?'));
export const rom = one('ROM', 'rom', struct('DomainROM', 'Bar:bar? File:file? Enabled:enabled?'));
