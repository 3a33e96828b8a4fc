import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { Ajv } from 'ajv';
import { githubCommands } from '../../src/cli/lint-github.ts';
import { sarifLog } from '../../src/cli/lint-sarif.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import { BROKEN, RULE, sidepatch, writeFiles } from './child.ts';
import { SARIF_ESSENTIALS } from './sarif-essentials.ts';
import { scratch } from './support.ts';

const folder = scratch();
const run = (...args: string[]) => sidepatch(['lint', ...args], { folder });

const BARE = RULE.replace('value: $(maker)', 'value: "$maker"');
const CONFIG_MAP = `kind: ConfigMap\ndata:\n  rule: ${JSON.stringify(BROKEN)}\n`;

before(() =>
  writeFiles(folder, {
    'good.yaml': RULE,
    'broken.yaml': BROKEN,
    'a folder/100%,#1: ü.yaml': BARE,
    'map.yaml': CONFIG_MAP,
  }),
);

const ajv = new Ajv({ strict: false, validateFormats: false });
const isSarif = ajv.compile(SARIF_ESSENTIALS);

function sarif(...args: string[]) {
  const { out } = run(...args, '--format', 'sarif');
  const log = JSON.parse(out);
  assert.deepEqual(isSarif(log) ? [] : isSarif.errors, []);
  return log.runs[0];
}

suite('lint --format sarif', () => {
  test('is SARIF 2.1.0 with a result for each finding, and a rule for each code', () => {
    const { tool, results, columnKind } = sarif('broken.yaml');
    assert.equal(columnKind, 'unicodeCodePoints');
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids, ['InvalidField', 'UnknownVariable']);
    for (const { shortDescription, help } of tool.driver.rules)
      assert.match(`${shortDescription.text} ${help.text}`, /^[A-Z].+\. [A-Z].+\.$/);
    assert.deepEqual(results[1], {
      ruleId: 'UnknownVariable',
      ruleIndex: 1,
      level: 'error',
      message: {
        text: 'rule broken, spec.domain[1].value: there is no variable "nothing" here; declare it under variables, or write $$( for a plain $(',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'broken.yaml' },
            region: { startLine: 7, startColumn: 45, endLine: 7, endColumn: 55 },
          },
        },
      ],
    });
  });

  test('without findings is a log with an empty list', () => {
    const { results, tool } = sarif('good.yaml');
    assert.deepEqual([results, tool.driver.rules], [[], []]);
  });

  test('names files as URIs, and warnings as warnings', () => {
    const [{ level, locations }] = sarif('a folder').results;
    assert.equal(level, 'warning');
    assert.equal(
      locations[0].physicalLocation.artifactLocation.uri,
      'a%20folder/100%25%2C%231%3A%20%C3%BC.yaml',
    );
  });

  test('gives a file that cannot be read without a region', () => {
    const [{ locations }] = sarif('nothing.yaml').results;
    assert.deepEqual(locations, [{ physicalLocation: { artifactLocation: { uri: 'nothing.yaml' } } }]);
  });

  test('gives places in a ConfigMap as places of the manifest', () => {
    const [{ locations }] = sarif('map.yaml').results;
    assert.equal(locations[0].physicalLocation.region.startLine, 3);
  });

  test('gives paths inside the folder relative to it, others as they are', () => {
    const at = (name: string): Diagnostic => ({
      code: 'InvalidYaml',
      severity: 'error',
      message: 'm',
      span: { source: { name, text: 'a' }, start: 0, end: 1 },
    });
    const uris = ['./a.yaml', '/work/rules/b.yaml', '/etc/c.yaml', '../d.yaml'].map((name) => {
      const log = JSON.parse(sarifLog([at(name)], '/work'));
      return log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri;
    });
    assert.deepEqual(uris.slice(1), ['rules/b.yaml', 'file:///etc/c.yaml', '../d.yaml']);
  });
});

suite('lint --format github', () => {
  test('is one command a finding', () => {
    const { code, out, err } = run('broken.yaml', '--format', 'github');
    assert.equal(code, 1);
    assert.equal(err, '1 rule: 2 errors\n');
    assert.equal(
      out,
      `::error file=broken.yaml,line=6,col=38,title=InvalidField::rule broken, spec.domain[0].valu: unknown field "valu" of "set" (did you mean "value"?)
::error file=broken.yaml,line=7,col=45,title=UnknownVariable::rule broken, spec.domain[1].value: there is no variable "nothing" here; declare it under variables, or write $$( for a plain $(
`,
    );
  });

  test('escapes what GitHub would take for its own', () => {
    const { code, out, err } = run('a folder', '--format', 'github');
    assert.equal(code, 0);
    assert.equal(err, '1 rule: 1 warning\n');
    assert.match(
      out,
      /^::warning file=a folder\/100%25%2C#1%3A ü\.yaml,line=7,col=\d+,title=InvalidTemplate::/,
    );
  });

  test('escapes per cent signs in messages, and leaves colons and commas there', () => {
    const finding: Diagnostic = { code: 'InvalidYaml', severity: 'error', message: '100%: a, b' };
    assert.equal(githubCommands([finding], '/'), '::error title=InvalidYaml::100%25: a, b');
  });

  test('without findings is nothing', () => {
    assert.deepEqual(run('good.yaml', '--format', 'github'), {
      code: 0,
      out: '',
      err: '1 rule: no findings\n',
    });
  });
});

suite('lint --format json', () => {
  test('is the same objects for rules in a ConfigMap, with the lines of the manifest', () => {
    const [first] = JSON.parse(run('map.yaml', '--format', 'json').out);
    assert.deepEqual(Object.keys(first), [
      'code',
      'severity',
      'message',
      'rule',
      'field',
      'file',
      'line',
      'column',
      'endLine',
      'endColumn',
      'text',
    ]);
    assert.deepEqual([first.file, first.line], ['map.yaml', 3]);
    assert.equal(first.endColumn - first.column, 'valu'.length);
  });

  test('has no line for a file that was not read', () => {
    const [first] = JSON.parse(run('nothing.yaml', '--format', 'json').out);
    assert.deepEqual([first.file, 'line' in first], ['nothing.yaml', false]);
  });
});
