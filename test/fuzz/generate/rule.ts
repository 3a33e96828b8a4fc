import { stringify } from 'yaml';
import type { Draw } from '../draw.ts';
import { cloudInitEdits } from './cloud-init-edits.ts';
import { domainEdit, xpathExpression } from './domain-edits.ts';
import { oddText } from './texts.ts';
import { type Names, plainValue, testOf } from './values.ts';
import { KEYS } from './vmi.ts';

export type Phase = 'domain' | 'cloudInit';

type Json = Readonly<Record<string, unknown>>;

/** A rule file, mostly right, with all of the language in it. */
export function ruleFile(draw: Draw, phase: Phase, file = 0): string {
  const rules = draw.many(1, draw.once(4) ? 3 : 1, (i) => ({
    apiVersion: 'sidepatch/v1alpha1',
    kind: 'Rule',
    metadata: { name: `rule-${file}-${i}` },
    spec: ruleSpec(draw, phase),
  }));
  // A document on one line is JSON, which YAML readers read as well, and faster.
  const print = draw.once(8) ? (rule: Json) => stringify(rule) : (rule: Json) => `${JSON.stringify(rule)}\n`;
  return rules.map(print).join('---\n');
}

function ruleSpec(draw: Draw, phase: Phase): Json {
  const names: Names = { values: [], objects: [], nodes: [] };
  const maybe = (oneIn: number, make: () => Json): Json => (draw.once(oneIn) ? make() : {});
  return {
    ...maybe(9, () => ({ description: oddText(draw) })),
    ...maybe(14, () => ({ match: selector(draw) })),
    ...maybe(25, () => ({ exclude: selector(draw) })),
    ...maybe(3, () => ({
      forEach: draw.once(4)
        ? draw.many(1, 2, (i) => loop(draw, phase, names, `l${i}`))
        : loop(draw, phase, names, 'l'),
    })),
    ...maybe(2, () => ({ variables: draw.many(1, 4, (i) => variable(draw, phase, names, `v${i}`)) })),
    ...maybe(6, () => ({ when: draw.many(1, 2, () => condition(draw, phase, names, 2)) })),
    ...maybe(9, () => ({ namespaces: { v: 'http://vendor' } })),
    ...maybe(7, () => ({ failurePolicy: draw.pick(['Ignore', 'Fail']) })),
    ...(phase === 'domain'
      ? {
          capabilities: ['QemuCommandLine', 'HostProgram', 'HostFile', 'HostDevice', 'SecurityLabel'],
          domain: draw.many(1, 3, () => domainEdit(draw, names)),
        }
      : { foreignUserData: draw.pick(['Fail', 'Skip', 'Wrap']), ...cloudInitEdits(draw, names) }),
  };
}

function selector(draw: Draw): Json {
  const maps = () => Object.fromEntries([[draw.pick(KEYS.slice(0, 9)), draw.once(4) ? 'a' : testOf(draw)]]);
  const lines: Json[] = [
    { namespaces: ['prod-*', 'default'] },
    { names: ['vm', '*'] },
    { labels: maps() },
    { annotations: maps() },
    { dataSources: ['NoCloud'] },
  ];
  return Object.assign({}, ...draw.many(1, 2, () => draw.pick(lines)));
}

function loop(draw: Draw, phase: Phase, names: Names, name: string): Json {
  const index = draw.once(3) ? { index: `${name}i` } : {};
  if (phase === 'domain' && draw.once(2)) {
    const path = nodesPath(draw);
    const result = { name, domain: path, ...index };
    if (path.includes('@')) names.values.push(name);
    else names.nodes.push(name);
    return result;
  }
  if (draw.once(9)) return { ...variable(draw, phase, names, name), ...index };
  const cut = draw.pick<Json>([
    { split: ',' },
    { words: true },
    { range: { from: 0 } },
    { entries: true },
    { parse: 'Json' },
  ]);
  if ('entries' in cut) names.objects.push(name);
  const fits = { split: 'list', words: 'words', entries: 'json', parse: 'json', range: 'size' }[
    Object.keys(cut)[0] ?? ''
  ];
  const transforms = 'entries' in cut ? [{ parse: 'Json' }, cut] : [cut];
  names.values.push(name);
  return {
    name,
    annotation: fits,
    ...(draw.once(3) && { must: { matches: '(?s).*' } }),
    transforms,
    ...index,
  };
}

function nodesPath(draw: Draw): string {
  return draw.pick([
    '/domain/devices/disk',
    '/domain/devices/*',
    '//entry',
    '/domain/*',
    draw.once(9) ? '//@name' : '/domain/devices/interface',
  ]);
}

function variable(draw: Draw, phase: Phase, names: Names, name: string): Json {
  const read = source(draw, phase, names, true);
  const transforms = draw.once(2) ? draw.many(1, 3, () => transform(draw, names)) : undefined;
  const result = {
    name,
    ...read,
    ...(!draw.once(3) && { default: plainValue(draw, names) }),
    ...(draw.once(8) && { onMissing: draw.pick(['Skip', 'Fail']) }),
    ...(transforms && { transforms }),
    ...(draw.once(2) && { must: draw.once(9) ? testOf(draw) : { matches: '(?s).*' } }),
  };
  names.values.push(name);
  const last = transforms?.at(-1);
  const isObject = last
    ? ['Json', 'Yaml'].includes(String(last['parse']))
    : 'vmi' in read || 'userData' in read;
  if (isObject) names.objects.push(name);
  return result;
}

function source(draw: Draw, phase: Phase, names: Names, isVariable: boolean): Json {
  const choices: (() => Json)[] = [
    () => ({ annotation: draw.pick(KEYS) }),
    () => ({ annotation: draw.pick(KEYS) }),
    () => ({ label: draw.pick(KEYS) }),
    () => ({
      vmi: draw.pick([
        '/spec/domain/cpu/cores', '/spec/domain/devices/disks/*/name', '/metadata/annotations', '/spec/odd', '/metadata/name',
        '/spec/domain/devices/disks/[bus=virtio]/serial', '', draw.once(30) ? '/__proto__/polluted' : '/spec/nothing/0', '/metadata/annotations/json',
      ]),
    }), // biome-ignore format: a list of pointers
  ];
  if (phase === 'domain') choices.push(() => ({ domain: xpathExpression(draw, names) }));
  else
    choices.push(
      () => ({
        [draw.pick(['userData', 'networkData'])]: draw.pick([
          '',
          '/users',
          '/a',
          '/b/*',
          '/version',
          '/users/[name=a]/x',
        ]),
      }),
      () => ({ metaData: draw.pick(['/hostname', '/instanceId', '/publicKeys/*']) }),
    );
  if (!isVariable)
    return draw.pick([
      ...choices,
      ...(names.values.length > 0 ? [() => ({ variable: draw.pick(names.values) })] : []),
    ])();
  choices.push(
    () => ({ value: plainValue(draw, names) }),
    () => ({
      firstFree: {
        of: draw.pick<unknown>(['vd{a..e}', ['tap{9..0}', 'x{1..3}']]),
        taken: phase === 'domain' ? '//target/@dev' : '1 = 0',
      },
    }),
  );
  return draw.pick(choices)();
}

function transform(draw: Draw, names: Names): Json {
  if (!draw.once(4))
    return draw.pick<Json>([
      { trim: true },
      { case: 'Lower' },
      { case: 'Upper' },
      { hash: { length: 8 } },
      { encode: 'Base64' },
      { map: { a: 'b', '*': 'c' } },
      { capture: '(?s)(.*)' },
    ]);
  return draw.pick<Json>([
    { trim: true },
    { case: draw.pick(['Lower', 'Upper']) },
    { capture: draw.pick(['(.*)', '(?s)(.*)', '(?<a>[a-z0-9]+)=(?<b>.*)', '(a|aa)+.*', '([^,]*),?.*']) },
    {
      replace: {
        pattern: draw.pick(['(?<a>[0-9])', '(z)', '(x*)', '(^)', '(a*)*', '(\\s)']),
        with: draw.pick(['', '$$', '$1', 'x', '$0', '\\', '$&']),
      },
    },
    { map: { a: 'b', '*': draw.pick<unknown>(['else', 1, [1], { a: 'b' }]) } },
    { split: draw.pick([',', ';', ' ']) },
    { join: ',' },
    { unique: true },
    { count: true },
    { entries: true },
    { words: true },
    {
      pick: draw.pick(['/a', '/0', '/*/a', '/[a=b]', '', names.values[0] ? `/$(${names.values[0]})` : '/-']),
    },
    { range: { from: draw.below(3) } },
    { quantity: draw.pick(['1', 'Mi', 'k']) },
    { parse: draw.pick(['Integer', 'Number', 'Boolean', 'Json', 'Yaml']) },
    { hash: { length: 8 } },
    { encode: 'Base64' },
    { decode: 'Base64' },
  ]);
}

function condition(draw: Draw, phase: Phase, names: Names, depth: number): Json {
  if (depth > 0 && draw.once(5))
    return { anyOf: draw.many(1, 2, () => condition(draw, phase, names, depth - 1)) };
  if (depth > 0 && draw.once(5)) return { not: condition(draw, phase, names, depth - 1) };
  return { ...source(draw, phase, names, false), ...(draw.once(2) && testOf(draw)) };
}
