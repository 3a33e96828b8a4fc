import type fc from 'fast-check';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { type Draw, drawn } from './draw.ts';
import { type FuzzCase, smallerCases } from './fuzz-case.ts';
import { cloudInitText } from './generate/cloud-init.ts';
import { domainText } from './generate/domain.ts';
import { xpathExpression } from './generate/domain-edits.ts';
import { policyText } from './generate/policy.ts';
import { type Phase, ruleFile } from './generate/rule.ts';
import { broken, PIECES, secretText } from './generate/texts.ts';
import { vmiText } from './generate/vmi.ts';

/** A rule for every document, whatever is in it. */
export const EDIT_EVERYTHING = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: everything}
spec:
  domain:
    - {op: set, path: /domain/a/b/@c, value: d}
    - {op: set, path: /domain/devices/*/@mode, value: e}
    - {op: add, path: /domain/devices, xml: "<watchdog model='i6300esb'/>"}
  foreignUserData: Skip
  userData: [{op: set, path: /a/b, value: c}, {op: add, path: /users/-, value: {name: d}}]
  networkData: [{op: merge, path: "", value: {version: 2}}]
  metaData: [{op: set, path: /hostname, value: e}]
`;

const legacyOf = (cloudInit: string): string => {
  const { UserData, NetworkData } = JSON.parse(cloudInit) as Record<string, unknown>;
  return JSON.stringify({ userData: UserData, networkData: NetworkData });
};

const rulesOf = (draw: Draw, phase: Phase) =>
  draw.many(1, draw.once(6) ? 2 : 1, (i) => ruleFile(draw, phase, i));

const MAKERS: Readonly<Record<string, (draw: Draw) => FuzzCase>> = {
  /** Rules and domains as people and KubeVirt write them. */
  'rules on domains': (draw) => ({
    rules: rulesOf(draw, 'domain'),
    vmi: vmiText(draw),
    domain: domainText(draw),
  }),
  'rules on cloud-init data': (draw) => {
    const cloudInit = cloudInitText(draw);
    return {
      rules: rulesOf(draw, 'cloudInit'),
      vmi: vmiText(draw),
      cloudInit,
      ...(draw.once(3) && { legacy: legacyOf(cloudInit) }),
    };
  },
  'rules under a policy': (draw) => {
    const phase: Phase = draw.once(2) ? 'domain' : 'cloudInit';
    const call = phase === 'domain' ? { domain: domainText(draw) } : { cloudInit: cloudInitText(draw) };
    return { rules: rulesOf(draw, phase), policy: policyText(draw), vmi: vmiText(draw), ...call };
  },
  'broken rules': (draw) => ({
    rules: [broken(draw, ruleFile(draw, draw.pick(['domain', 'cloudInit'])))],
    ...(draw.once(3) && { vmi: vmiText(draw), domain: EXAMPLE_DOMAIN }),
  }),
  'broken domains': (draw) => ({
    rules: [draw.once(2) ? EDIT_EVERYTHING : ruleFile(draw, 'domain')],
    vmi: vmiText(draw),
    domain: broken(draw, domainText(draw)),
  }),
  'broken cloud-init data': (draw) => ({
    rules: [draw.once(2) ? EDIT_EVERYTHING : ruleFile(draw, 'cloudInit')],
    vmi: vmiText(draw),
    cloudInit: brokenCloudInit(draw),
  }),
  'broken calls': (draw) => ({
    rules: [draw.once(3) ? ruleFile(draw, 'domain') : EDIT_EVERYTHING],
    vmi: broken(draw, vmiText(draw)),
    ...(draw.once(2)
      ? { domain: domainText(draw) }
      : {
          cloudInit: broken(draw, cloudInitText(draw)),
          legacy: draw.pick(['', '{}', '{"userData":1}', '{"userDataBase64":"!"}']),
        }),
  }),
  'XPath expressions': (draw) => {
    const path = xpathExpression(draw, { values: ['x', 'y'], objects: [], nodes: [] }, 4);
    const rule = {
      apiVersion: 'sidepatch/v1alpha1',
      kind: 'Rule',
      metadata: { name: 'x' },
      spec: {
        variables: [
          { name: 'x', annotation: 'a', default: 'b' },
          { name: 'y', vmi: '/spec/domain/devices/disks/*/name', default: 3 },
          { name: 'z', domain: draw.once(4) ? broken(draw, path) : path, default: 'none' },
        ],
        domain: [{ op: 'set', path: '/domain/title', value: '$(z?)' }],
      },
    };
    return { rules: [JSON.stringify(rule)], vmi: vmiText(draw), domain: domainText(draw) };
  },
  noise: (draw) => ({
    rules: [draw.many(0, 30, () => draw.pick(PIECES)).join('')],
    ...(draw.once(3) && { policy: draw.many(0, 9, () => draw.pick(PIECES)).join('') }),
    vmi: draw.once(2) ? '{}' : secretText(draw),
    domain: draw.many(0, 20, () => draw.pick(PIECES)).join(''),
    cloudInit: draw.once(2)
      ? JSON.stringify({ DataSource: 'noCloud', UserData: draw.many(0, 9, () => draw.pick(PIECES)).join('') })
      : secretText(draw),
  }),
};

function brokenCloudInit(draw: Draw): string {
  const data = JSON.parse(cloudInitText(draw)) as Record<string, unknown>;
  const field = draw.once(4) ? 'NetworkData' : 'UserData';
  return JSON.stringify({ ...data, [field]: broken(draw, String(data[field])) });
}

/** What is generated, by its name. */
export const GENERATORS: Readonly<Record<string, fc.Arbitrary<FuzzCase>>> = Object.fromEntries(
  Object.entries(MAKERS).map(([name, make]) => [name, drawn(make, smallerCases)]),
);
