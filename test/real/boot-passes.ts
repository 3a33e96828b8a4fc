import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { editDomain } from '../../src/engine/domain.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import type { Vmi } from '../../src/kubevirt/vmi.ts';
import type { Rule } from '../../src/rules/model.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { canonicalLines, childrenOf, parseElement } from '../corpus/canonical-xml.ts';
import { nextPass } from '../corpus/lossy-pass.ts';
import { define } from './libvirt.ts';

/** What one boot comes to: what the hook was given and what it made of it, pass by pass (KubeVirt contract §4). */
export interface Boot {
  /** The converted domain, with interfaces kept free for later. */
  readonly first: string;
  readonly firstResult: string;
  /** Devices as libvirt reads them back, through KubeVirt's structs; the other sections as at first. */
  readonly second: string;
  readonly secondResult: string;
  /** The rules on their own second result. */
  readonly final: string;
  /** What libvirt makes of the first and of the final result. */
  readonly definedFirst: string;
  readonly definedFinal: string;
}

/** Runs the rules three times as one boot does, with libvirt's QEMU driver in `folder`. Throws when anything refuses. */
export function bootWith(rules: readonly Rule[], vmi: Vmi, domainXml: string, folder: string): Boot {
  const apply = (xml: string) => {
    const { text, failure } = editDomain(rules, vmi, xml);
    if (failure) throw new Error(formatDiagnostic(failure));
    return text;
  };
  const stored = (xml: string) => define(folder, Buffer.from(xml));
  rmSync(join(folder, 'etc/qemu'), { recursive: true, force: true }); // domains of other boots
  const first = withPlaceholders(completed(domainXml));
  const firstResult = apply(first);
  const definedFirst = stored(firstResult);
  const second = nextPass(first, definedFirst);
  const secondResult = apply(second);
  const definedSecond = secondResult === firstResult ? definedFirst : stored(secondResult);
  const final = apply(secondResult);
  const definedFinal = final === secondResult ? definedSecond : stored(final);
  return { first, firstResult, second, secondResult, final, definedFirst, definedFinal };
}

/** What holds after every boot, whatever the rules are. */
export function checkBoot(boot: Boot): void {
  const { first, firstResult, second, secondResult, final, definedFirst, definedFinal } = boot;
  assert.deepEqual(
    placeholdersOf(firstResult),
    placeholdersOf(first),
    'interfaces for later are not touched',
  );
  assert.deepEqual(placeholdersOf(final), placeholdersOf(second), 'nor on the second pass');
  assert.equal(placeholdersOf(final).length, 3);
  assert.deepEqual(countDevices(definedFinal), countDevices(definedFirst), 'nothing is doubled or lost');
  assert.deepEqual(canonicalLines(final), canonicalLines(secondResult), 'the third pass changes nothing');
  assert.deepEqual(addressesOf(definedFinal), addressesOf(definedFirst), 'devices stay where they are');
}

/** Devices by kind: how many there are of each, without the controllers that libvirt adds for them. */
export function countDevices(xml: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { nodeName } of devicesOf(xml)) {
    if (nodeName !== 'controller') counts[nodeName] = (counts[nodeName] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort());
}

/** The addresses of devices on their buses, with the kind of device. */
export function addressesOf(xml: string): string[] {
  return devicesOf(xml)
    .flatMap((device) =>
      childrenOf(device)
        .filter(({ nodeName }) => nodeName === 'address')
        .map((address) => `${device.nodeName} ${canonicalLines(asText(address))[0]}`),
    )
    .sort();
}

/** The interfaces kept free for later, canonically. */
function placeholdersOf(xml: string): string[] {
  return devicesOf(xml)
    .filter((device) => asText(device).includes('placeholder-'))
    .map((device) => canonicalLines(asText(device)).join('\n'));
}

/** What libvirt asks of every domain; a case of a test has only what its rules look at. */
export function completed(domainXml: string): string {
  const there = new Set(childrenOf(parseElement(domainXml)).map(({ nodeName }) => nodeName));
  const missing = childrenOf(parseElement(EXAMPLE_DOMAIN))
    .filter(({ nodeName }) => ['name', 'memory', 'os', 'devices'].includes(nodeName) && !there.has(nodeName))
    .map((element) => asText(element).replace(/^<devices>[\s\S]*/, '<devices>\n\t</devices>'));
  const [, uuid = '5d307ca9-b3ef-428c-8861-06e72d69f223'] =
    /<entry name="uuid">([^<]*)</.exec(domainXml) ?? [];
  if (!there.has('uuid')) missing.push(`<uuid>${uuid}</uuid>`);
  const open = domainXml.replace(/<devices\s*\/>/, '<devices>\n\t</devices>');
  return open.replace(/<\/domain>\s*$/, `\t${missing.join('\n\t')}\n</domain>\n`);
}

/** Three, as KubeVirt makes them. */
function withPlaceholders(domainXml: string): string {
  const cards = [0, 1, 2].map(
    (n) => `\t\t<interface type="ethernet">
			<target dev="placeholder-${n}" managed="no"></target>
			<model type="virtio-non-transitional"></model>
			<mac address="02:00:00:00:ff:0${n}"></mac>
			<alias name="ua-placeholder-${n}"></alias>
		</interface>\n`,
  );
  return domainXml.replace(/(?=[ \t]*<\/devices>)/, cards.join(''));
}

function devicesOf(xml: string): Element[] {
  return childrenOf(parseElement(xml))
    .filter(({ nodeName }) => nodeName === 'devices')
    .flatMap(childrenOf);
}

function asText(element: Element): string {
  return new XMLSerializer().serializeToString(element);
}
