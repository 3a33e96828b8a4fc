import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, callFromPython } from './client.ts';
import { projectFolder } from './run.ts';
import { startBundle } from './sidecar.ts';

const fixture = (name: string) => join(projectFolder, 'test/fixtures', name);

/** A domain as virt-launcher hands it to OnDefineDomain the first time. Its SMBIOS table names no board maker. */
export const domainXml = readFileSync(fixture('domain.xml'));

/** The VM it belongs to, with the annotation that `smbiosRules` reads, and a password that may appear nowhere. */
export const vmi = readFileSync(fixture('vmi.json'));
export const boardMaker = 'Radical Edward';
export const password = 'tank-you-very-much';

export const smbiosRules = fixture('smbios.yaml');
export const brokenRules = fixture('broken.yaml');

export const INFO = 'kubevirt.hooks.info.Info/Info';
export const ON_DEFINE_DOMAIN = 'kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain';
export const SHUTDOWN = 'kubevirt.hooks.v1alpha3.Callbacks/Shutdown';

/** What the built bundle makes of the fixture's domain, asked over its socket by a client that isn't ours. */
export async function patchDomain(): Promise<Buffer> {
  const sidecar = startBundle(smbiosRules);
  const [defined] = callFromPython(await sidecar.socket(), [
    { method: ON_DEFINE_DOMAIN, request: { domainXML: domainXml, vmi } },
    { method: SHUTDOWN },
  ]);
  await sidecar.exited();
  return bytesOf(defined, 'domainXML');
}
