import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { BROKEN, FAILING, RULE, sidepatch, writeFiles } from './child.ts';
import { scratch } from './support.ts';

const folder = scratch();
const run = (args: string, input = '') => sidepatch(args.split(' '), { folder, input });

const VMI = JSON.stringify({
  kind: 'VirtualMachineInstance',
  metadata: {
    name: 'db-1',
    namespace: 'team-a',
    labels: { workload: 'web', 'example.com/zone': 'z1' },
    annotations: { 'example.com/makr': 'ACME', 'other.com/color': 'red', long: 'x'.repeat(5000) },
  },
  spec: {
    domain: { cpu: { cores: 4 } },
    volumes: [
      {
        name: 'ci',
        cloudInitNoCloud: { userData: '#cloud-config\npassword: hunter2\n', networkData: 'version: 2\n' },
      },
    ],
  },
});

const rule = (spec: string) =>
  `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: r}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
const SET = 'domain: [{op: set, path: /domain/title, value: a}]';

before(() =>
  writeFiles(folder, {
    'vmi.json': VMI,
    'maker.yaml': RULE,
    'failing.yaml': FAILING,
    'broken.yaml': BROKEN,
    'domain.xml': '<domain><devices><disk device="cdrom"/><disk device="disk"/></devices></domain>',
  }),
);

/** What `explain` prints of one rule, without the headline and the verdict. */
function explained(spec: string, options = ''): { verdict: string; lines: string[] } {
  const { out, err } = run(`explain --rules - --vmi vmi.json --domain domain.xml${options}`, rule(spec));
  assert.equal(err, '', err);
  const [headline = '', verdict = '', ...lines] = out.trimEnd().split('\n');
  assert.match(headline, /^(OnDefineDomain|PreCloudInitIso), team-a\/db-1: the /);
  return { verdict, lines: lines.map((line) => line.trim()) };
}

const WORDS: readonly {
  readonly name: string;
  readonly spec: string;
  readonly verdict: string;
  readonly says: readonly string[];
}[] = [
  {
    name: 'a line of match, with the value that the VM has instead',
    spec: `match:\n  labels: {workload: database}\n${SET}`,
    verdict: 'Skipped',
    says: ["standard input:6:14: match: label workload equals database: does not hold: the VM's is web"],
  },
  {
    name: 'a line of match, with the key that was meant',
    spec: `match:\n  annotations:\n    example.com/maker: {exists: true}\n${SET}`,
    verdict: 'Skipped',
    says: [
      'standard input:7:7: match: annotation example.com/maker exists true: does not hold: the VM has none (did you mean "example.com/makr"?)',
    ],
  },
  {
    name: 'a line of exclude',
    spec: `exclude: {namespaces: [team-*]}\n${SET}`,
    verdict: 'Skipped',
    says: ["standard input:5:13: exclude: namespaces team-*: holds: the VM's namespace is team-a"],
  },
  {
    name: 'a missing annotation of another prefix',
    spec: `variables: [{name: c, annotation: my.com/color}]\n${SET}`,
    verdict: 'Skipped',
    says: [
      'standard input:5:15: variable c: annotation my.com/color is missing (did you mean "other.com/color"?)',
    ],
  },
  {
    name: 'a missing annotation that is a label',
    spec: `variables: [{name: c, annotation: example.com/zone}]\n${SET}`,
    verdict: 'Skipped',
    says: [
      'standard input:5:15: variable c: annotation example.com/zone is missing (it has a label of this name)',
    ],
  },
  {
    name: 'a pointer into the VMI, with where it stops',
    spec: `variables: [{name: c, vmi: /spec/domain/cpu/core}]\n${SET}`,
    verdict: 'Skipped',
    says: [
      'standard input:5:15: variable c: vmi /spec/domain/cpu/core is missing: there is no core below /spec/domain/cpu (did you mean "cores"?)',
    ],
  },
  {
    name: 'an XPath, with where it stops',
    spec: `variables: [{name: c, domain: "/domain/devices/disk[@device='tape']/target/@dev"}]\n${SET}`,
    verdict: 'Skipped',
    says: [
      "standard input:5:15: variable c: domain /domain/devices/disk[@device='tape']/target/@dev is missing: none of 2 below /domain/devices is disk[@device='tape']",
    ],
  },
  {
    name: 'a condition, with what it found',
    spec: `when: [{vmi: /spec/domain/cpu/cores, atLeast: 8}]\n${SET}`,
    verdict: 'Skipped',
    says: ['standard input:5:10: when: vmi /spec/domain/cpu/cores atLeast 8: does not hold: it is 4'],
  },
  {
    name: 'a condition of several, with what each found',
    spec: `when: [{anyOf: [{label: workload, equals: db}, {domain: /domain/devices/tape}]}]\n${SET}`,
    verdict: 'Skipped',
    says: [
      'standard input:5:10: when: label workload equals db or domain /domain/devices/tape: does not hold: label workload equals db: it is web; domain /domain/devices/tape: it finds nothing: there is no tape below /domain/devices',
    ],
  },
  {
    name: 'the items of a loop that were passed over, and what the others did',
    spec: `forEach: {name: d, domain: /domain/devices/disk}\nwhen: [{domain: "$d/@device = 'disk'"}]\ndomain: [{op: set, path: $d/driver/@cache, value: none}]`,
    verdict: 'Applied',
    says: [
      "standard input:6:10: d 1 of 2: when: domain $d/@device = 'disk': does not hold: it is false",
      'spec.domain[0]  added    /domain/devices/disk[2]/driver = <driver cache="none"/>',
    ],
  },
  {
    name: 'an empty list',
    spec: `forEach: {name: d, value: ",", transforms: [{split: ","}]}\n${SET}`,
    verdict: 'Skipped',
    says: ['standard input:5:12: forEach: d: the value is an empty list'],
  },
  {
    name: 'the loop of an edit: an item that is null, and an empty list',
    spec: `domain:\n- {op: add, path: /domain, forEach: {name: t, value: [a, null]}, xml: <title>$(t)</title>}\n- {op: add, path: /domain, forEach: {name: d, value: ",", transforms: [{split: ","}]}, xml: <title>$(d)</title>}`,
    verdict: 'Applied',
    says: [
      'standard input:6:39: t 2 of 2: forEach: t: the item is not there',
      'standard input:7:39: forEach: d: the value is an empty list',
      'standard input:7:5: spec.domain[1]: add /domain: is passed over, because a value of it is missing',
      'spec.domain[0]  added    /domain/title = <title>a</title>',
    ],
  },
  {
    name: 'an edit that is passed over',
    spec: `variables: [{name: x, value: {a: 1}}]\ndomain: [{op: set, path: /domain/title, value: $(x.b?)}]`,
    verdict: 'Unchanged',
    says: [
      'standard input:6:12: spec.domain[0]: set /domain/title: is passed over, because a value of it is missing',
    ],
  },
  {
    name: 'no value of what the loop of an edit may read from cloud-init data',
    spec: `domain:\n- {op: add, path: /domain, forEach: {name: t, vmi: "/spec/volumes/*/name"}, xml: <title>$(t)</title>}`,
    verdict: 'Applied',
    says: ['spec.domain[0]  added    /domain/title'],
  },
  {
    name: 'a path that finds nothing, and one that is so already',
    spec: `domain:\n- {op: set, path: "/domain/devices/disk[@device='cdrom']/@device", value: cdrom}\n- {op: set, path: /domain/devices/tape/@x, value: a}\n- {op: remove, path: /domain/devices/memballoon}`,
    verdict: 'Unchanged',
    says: [
      "standard input:6:5: spec.domain[0]: set /domain/devices/disk[@device='cdrom']/@device: is so already",
      'standard input:7:5: spec.domain[1]: set /domain/devices/tape/@x: finds nothing: there is no tape below /domain/devices; a device is only made by set with xml, merge, or add',
      'standard input:8:5: spec.domain[2]: remove /domain/devices/memballoon: finds nothing: there is no memballoon below /domain/devices',
    ],
  },
];

suite('sidepatch explain', () => {
  for (const { name, spec, verdict, says } of WORDS) {
    test(name, () => {
      const found = explained(spec);
      assert.equal(found.verdict, `r  ${verdict}`);
      assert.deepEqual(found.lines, says);
    });
  }

  test('what is written where, with the value', () => {
    const { out } = run('explain --rules maker.yaml --vmi -', VMI.replace('makr', 'maker'));
    assert.match(
      out,
      /^OnDefineDomain, team-a\/db-1: a sample domain .*, not your VM; give it with --domain\n/,
    );
    assert.match(out, / = <entry name="manufacturer">ACME<\/entry>$/m);
  });

  test('with --names-only no value of the VM is shown', () => {
    const { out } = run('explain --rules maker.yaml --vmi - --names-only', VMI.replace('makr', 'maker'));
    assert.match(out, /added {4}\/domain\/sysinfo\/baseBoard\/entry$/m);
    assert.deepEqual(explained(`match: {labels: {workload: db}}\n${SET}`, ' --names-only').lines, [
      'standard input:5:20: match: label workload equals db: does not hold: the VM has one',
    ]);
  });

  test('user data from the VMI is edited, and never shown', () => {
    const specs = [
      'variables: [{name: p, userData: /password}]\nuserData: [{op: set, path: /copy, value: $(p)}]',
      'when: [{userData: /password, equals: x}]\nuserData: [{op: set, path: /copy, value: a}]',
      'when: [{userData: /passwort}]\nuserData: [{op: set, path: /copy, value: a}]',
      'variables: [{name: p, vmi: /spec/volumes/0/cloudInitNoCloud/userData}]\ndomain: [{op: set, path: /domain/title, value: $(p)}]',
      'variables: [{name: p, vmi: /spec/volumes/0/cloudInitNoCloud/userData}]\nwhen: [{variable: p, equals: x}]\ndomain: [{op: set, path: /domain/title, value: $(p)}]',
    ];
    const said = specs.map((spec) => run('explain --rules - --vmi vmi.json', rule(spec)));
    for (const { out, err } of said) assert.doesNotMatch(out + err, /hunter2/);
    assert.match(
      said[0]?.out ?? '',
      /^PreCloudInitIso, team-a\/db-1: the VMI's cloud-init data\nr {2}Applied\n/,
    );
    assert.match(said[1]?.out ?? '', /userData \/password equals x: does not hold: it is there$/m);
    assert.match(said[2]?.out ?? '', /it finds nothing: there is no passwort$/m);
    assert.match(said[3]?.out ?? '', /set {6}\/domain\/title$|added {4}\/domain\/title$/m);
  });

  test('edits of cloud-init data are shown where they took place, and by their verb', () => {
    const spec =
      'networkData: [{op: merge, path: "/ethernets/*/match", value: {driver: virtio}}]\nuserData: [{op: set, path: "/users/[name=ann]/shell", value: hunter2}]';
    writeFiles(folder, {
      'nets.yaml': 'version: 2\nethernets: {blue: {match: {name: en*}}}\n',
      'users.yaml': '#cloud-config\nusers:\n  - name: bob\n  - name: ann\n',
    });
    const command = 'explain --rules - --vmi vmi.json --user-data users.yaml --network-data nets.yaml';
    const { out } = run(command, rule(spec));
    assert.match(
      out,
      /^ {2}spec\.networkData\[0\] {2}merge {4}networkData \/ethernets\/blue\/match\/driver$/m,
    );
    assert.match(out, /^ {2}spec\.userData\[0\] {2}set {6}userData \/users\/1\/shell$/m);
    assert.doesNotMatch(out, /hunter2|virtio/);
    const named = run(`${command} --names-only`, rule(spec)).out;
    assert.match(named, /^ {2}spec\.networkData\[0\] {2}merge {4}networkData \/ethernets\/\*\/match$/m);
    assert.match(named, /^ {2}spec\.userData\[0\] {2}set {6}userData \/users\/\[name=ann\]\/shell$/m);
    // A step may be a value that was read from the data.
    const secret =
      'variables: [{name: p, userData: /users/0/name}]\nuserData: [{op: set, path: "/$(p)", value: a}]';
    assert.match(run(command, rule(secret)).out, /^ {2}spec\.userData\[0\] {2}set {6}userData \/\$\(p\)$/m);
  });

  test('a rule that fails, and those that did not get their turn', () => {
    const { code, out, err } = run('explain --rules failing.yaml --rules maker.yaml --vmi vmi.json');
    assert.equal(code, 1);
    assert.match(out, /^failing {2}Failed\n {2}failing\.yaml:6:7: NoMatch: /m);
    assert.match(out, /^maker {4}NotRun: an earlier rule failed$/m);
    assert.match(err, /^failing\.yaml:6:7: NoMatch: /);
  });

  test('a pattern that an annotation is too long for names both, and the cure', () => {
    const { code, err } = run(
      'explain --rules - --vmi vmi.json',
      rule(`variables: [{name: v, annotation: long, must: {matches: x+}}]\n${SET}`),
    );
    assert.equal(code, 1);
    assert.match(
      err,
      /^standard input:5:15: LimitExceeded: rule r, spec\.variables\[0\]: variable v, annotation long: a text of 5000 characters meets a pattern; at most 4096: shorten it on the VM, or split it first$/m,
    );
    const inMatch = run(
      'explain --rules - --vmi vmi.json',
      rule(`match: {annotations: {long: {matches: x+}}}\n${SET}`),
    );
    assert.match(
      inMatch.err,
      /LimitExceeded: rule r, spec\.match\.annotations\.long: annotation long: a text of 5000/,
    );
  });

  test('a failure in a loop names the item', () => {
    const { err } = run(
      'explain --rules - --vmi vmi.json',
      rule(
        'forEach: {name: n, value: [{size: 1}, {size: x}], index: i}\nvariables: [{name: s, value: $(n.size), transforms: [{parse: Integer}]}]\ndomain: [{op: set, path: /domain/title, value: $(s)}]',
      ),
    );
    assert.match(err, /: item 2 of 2 of n: variable s: the value is not a whole number$/m);
  });

  test('JSON has the same for programs', () => {
    const { code, out } = run(
      'explain --rules - --vmi vmi.json --format json',
      rule(`match: {labels: {workload: db}}\n${SET}`),
    );
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), {
      vm: { namespace: 'team-a', name: 'db-1' },
      isSampleDomain: true,
      rules: [
        {
          rule: 'r',
          file: 'standard input',
          line: 3,
          hook: 'OnDefineDomain',
          outcome: 'Skipped',
          reasons: [
            {
              kind: 'line',
              text: "match: label workload equals db: does not hold: the VM's is web",
              place: 'standard input:5:20',
              items: [],
            },
          ],
          writes: [],
        },
      ],
      diagnostics: [],
    });
  });

  test('a broken rule ends with 1 and nothing is explained', () => {
    const { code, out, err } = run('explain --rules broken.yaml --vmi vmi.json');
    assert.deepEqual({ code, out }, { code: 1, out: '' });
    assert.match(err, /^broken\.yaml:6:38: InvalidField: /);
  });

  test('edits that were not tried are told', () => {
    const bare = '{"metadata": {"name": "a"}}';
    writeFiles(folder, { 'user.yaml': rule('userData: [{op: set, path: /copy, value: a}]') });
    assert.equal(
      run('explain --rules user.yaml --vmi -', bare).err,
      'note: 1 rule edits cloud-init data, not tried here: add --user-data FILE or --cloud-init FILE\n',
    );
    const secret = JSON.stringify({
      metadata: { name: 'a' },
      spec: { volumes: [{ name: 'c', cloudInitNoCloud: { secretRef: { name: 'db-init' } } }] },
    });
    assert.equal(
      run('explain --rules user.yaml --vmi -', secret).err,
      'note: 1 rule edits cloud-init data, not tried here: the user data is in the Secret db-init; add --user-data FILE or --cloud-init FILE\n',
    );
  });
});
