import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { SCHEMA_HELP, schema } from '../../src/cli/schema.ts';
import { documentSchema, ruleFileSchema } from '../../src/rules/json-schema.ts';
import { run } from './support.ts';

suite('schema', () => {
  test('prints its help', () => assert.deepEqual(run(schema, '-h'), { code: 0, out: SCHEMA_HELP, err: '' }));

  const printed: [args: string[], expected: unknown][] = [
    [[], ruleFileSchema()],
    [['rule'], documentSchema('Rule')],
    [['ruletest'], documentSchema('RuleTest')],
  ];
  for (const [args, expected] of printed) {
    test(`schema ${args.join(' ')} prints JSON`, () => {
      const { code, out, err } = run(schema, ...args);
      assert.deepEqual({ code, err }, { code: 0, err: '' });
      assert.deepEqual(JSON.parse(out), JSON.parse(JSON.stringify(expected)));
    });
  }

  test('--header prints the line for an editor', () =>
    assert.equal(run(schema, '--header').out, '# yaml-language-server: $schema=sidepatch.schema.json\n'));

  const wrong: [args: string[], message: RegExp][] = [
    [['rules'], /there is no schema "rules" \(did you mean "rule"\?\): rule, ruletest or policy/],
    [['rule', 'ruletest'], /prints one schema at a time/],
    [['--head'], /there is no option --head/],
  ];
  for (const [args, message] of wrong) {
    test(`schema ${args.join(' ')} is wrong use`, () => {
      const { code, err } = run(schema, ...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});
