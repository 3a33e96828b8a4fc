import type { Draw } from '../draw.ts';
import { ATTRIBUTES, ELEMENTS } from './domain.ts';

/** A policy that denies some of what the rules are after. */
export function policyText(draw: Draw): string {
  const domain = () =>
    `/domain/${draw.pick(['devices/', '*/', ''])}${draw.pick(ELEMENTS)}${draw.once(3) ? `/@${draw.pick(ATTRIBUTES)}` : ''}`;
  const pointer = () =>
    draw.pick(['/runcmd', '/users', '/a', '/users/*/name', '/list', '/version', '/hostname', '/UserData']);
  const limits = (path: () => string) => ({ [draw.pick(['allow', 'deny', 'deny'])]: draw.many(0, 3, path) });
  return JSON.stringify({
    apiVersion: 'sidepatch/v1alpha1',
    kind: 'Policy',
    metadata: { name: 'limits' },
    spec: {
      capabilities: draw.pick<unknown>([
        [],
        ['QemuCommandLine'],
        ['HostFile', 'HostProgram', 'HostDevice', 'QemuCommandLine', 'SecurityLabel'],
      ]),
      ...(draw.once(2) && { domain: limits(domain) }),
      ...(draw.once(2) && { userData: limits(pointer) }),
      ...(draw.once(4) && { networkData: limits(pointer) }),
      ...(draw.once(4) && { cloudInitData: limits(pointer) }),
    },
  });
}
