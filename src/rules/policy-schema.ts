import { CAPABILITIES } from '../kubevirt/capabilities.ts';
import { document } from './schema.ts';
import { choice, field, list, text } from './schema-words.ts';
import type { ObjectShape } from './shape.ts';

const limits = (paths: string): ObjectShape => ({
  type: 'object',
  fields: {
    allow: field(list(text), `only these places and what is below them, ${paths}; absent: everything`),
    deny: field(list(text), `never these places and what is below them, ${paths}`),
  },
  atLeastOne: ['allow', 'deny'],
});

/** A policy, every field of it. */
export const policyShape = document('Policy', {
  type: 'object',
  fields: {
    description: field(text, 'one line for people'),
    capabilities: field(list(choice(...CAPABILITIES)), 'what untrusted rules may declare; absent: nothing'),
    domain: field(limits('as /domain/devices/disk/driver'), 'where untrusted rules may write in the domain'),
    userData: field(limits('as JSON Pointers'), 'where in user data, whatever field of a rule writes it'),
    networkData: field(limits('as JSON Pointers'), 'where in network data'),
    metaData: field(limits('as JSON Pointers'), 'where in the meta-data'),
    cloudInitData: field(limits('as JSON Pointers'), "where in KubeVirt's CloudInitData as a whole"),
    trusted: field(list(text), 'folders whose rule files this policy does not limit'),
  },
});
