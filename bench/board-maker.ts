import { DOMParser } from '@xmldom/xmldom';
import { select } from 'xpath';

/** What the annotation of the VMI in test/fixtures names. */
const MAKER = 'Radical Edward';

/** Throws unless a domain names the board maker of the VMI's annotation where libvirt takes it from. */
export function requireBoardMaker(domain: Uint8Array): void {
  const document = new DOMParser().parseFromString(new TextDecoder().decode(domain), 'text/xml');
  const wanted = `/domain[os/smbios/@mode='sysinfo']/sysinfo[@type='smbios']/baseBoard/entry[@name='manufacturer']='${MAKER}'`;
  // xpath's types know the browser's nodes only.
  if (select(wanted, document as unknown as Node) !== true)
    throw new Error('the hook did not set the board maker');
}
