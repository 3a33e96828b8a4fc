import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readRules } from '../../src/cli/rule-inputs.ts';
import { editDomain } from '../../src/engine/domain.ts';
import { runRuleCase } from '../../src/engine/rule-case.ts';
import { vmiOfCase } from '../../src/engine/rule-case-input.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { compileRuleTest, rulePathsOf } from '../../src/rules/compile-rule-test.ts';
import { documentsOfKind } from '../../src/rules/load.ts';
import type { Rule } from '../../src/rules/model.ts';
import type { RuleCase } from '../../src/rules/rule-test-model.ts';
import { rulesOf, vmOf } from '../engine/domain-support.ts';
import { addressesOf, type Boot, bootWith, checkBoot, countDevices } from './boot-passes.ts';
import { driverFolder } from './libvirt.ts';
import { needs } from './requirements.ts';

// KubeVirt calls OnDefineDomain up to three times for one boot, the second time with what libvirt and its own structs
// have made of the first result. Every case of the catalogue in which a domain changes goes through that here, with a
// real libvirt in between.

const skip = needs('libvirt');

/** What this machine's libvirt refuses to define at all, and why that is not the rule's fault. */
const REFUSED: readonly (readonly [message: RegExp, why: string])[] = [
  [/TPM version .* is not supported/, 'libvirt asks for swtpm, which is not installed'],
  [/Cannot check QEMU binary/, "the case's domain names an emulator that is not there"],
  [/Missing <source> element in hostdev/, "the case's domain has half a device"],
];

let folderOfDriver: string | undefined;
const driver = () => (folderOfDriver ??= driverFolder());

/** Devices made by rules: whole, merged, and with parts that KubeVirt drops. */
const DEVICES: Readonly<Record<string, string>> = {
  'a device set with xml': `domain:
  - {op: set, path: /domain/devices/watchdog, xml: "<watchdog model='i6300esb' action='reset'/>"}`,
  'a device set with less than libvirt makes of it': `domain:
  - {op: set, path: /domain/devices/watchdog, xml: "<watchdog model='i6300esb'/>"}`,
  'a device set with more than KubeVirt keeps': `domain:
  - {op: set, path: /domain/devices/sound, xml: "<sound model='ich6'><codec type='micro'/></sound>"}`,
  'a merged device': `domain:
  - {op: merge, path: /domain/devices/sound, xml: "<sound model='ich6'><codec type='micro'/></sound>"}`,
  'an added device': `domain:
  - {op: add, path: /domain/devices, xml: "<watchdog model='i6300esb' action='reset'/>"}`,
};

const folder = fileURLToPath(new URL('../../rules', import.meta.url));

suite('a boot of three passes', { skip }, () => {
  for (const { file, testCase, rules } of catalogueCases()) {
    const name = `${file}: ${testCase.name}`;
    test(name, (t) => {
      const boot = tryBoot(rules, testCase);
      if (typeof boot === 'string') return t.skip(boot);
      checkBoot(boot);
      const problems = (domain: string) => {
        const again = { ...testCase, domain, result: [], expectText: {}, expectUnchanged: testCase.span };
        return runRuleCase(again, rules).problems.map(({ message }) => message);
      };
      // What libvirt breaks by itself, as a count of controllers, is nothing that a rule has promised.
      const byLibvirt = new Set(problems(boot.definedFirst));
      assert.deepEqual(
        problems(boot.final).filter((one) => !byLibvirt.has(one)),
        [],
        'what the case promises holds at the end, and nothing changes any more',
      );
    });
  }

  for (const [what, spec] of Object.entries(DEVICES)) {
    test(`${what} keeps the address that libvirt gave it`, () => {
      const boot = bootWith(rulesOf({ device: spec }), vmOf({}), EXAMPLE_DOMAIN, driver());
      checkBoot(boot);
      assert.deepEqual(addressesOf(boot.secondResult), addressesOf(boot.second));
      assert.equal(countDevices(boot.final)['watchdog'] ?? countDevices(boot.final)['sound'], 1);
    });
  }

  test('an edit that only adds, and describes a device less fully than libvirt, makes a second one', () => {
    const spec = `domain: [{op: add, path: /domain/devices, xml: <sound model="ich6"><codec type="micro"/></sound>}]`;
    const boot = bootWith(rulesOf({ sound: spec }), vmOf({}), EXAMPLE_DOMAIN, driver());
    assert.equal(
      countDevices(boot.final)['sound'],
      2,
      'KubeVirt drops the codec; this is what set and merge are for',
    );
  });
});

/** The boot, or why this machine cannot try it. */
function tryBoot(rules: readonly Rule[], testCase: RuleCase): Boot | string {
  try {
    return bootWith(rules, vmiOfCase(testCase), testCase.domain ?? EXAMPLE_DOMAIN, driver());
  } catch (error) {
    const [, why] = REFUSED.find(([message]) => message.test(String(error))) ?? [];
    if (why === undefined) throw error;
    return why;
  }
}

/** The cases of the catalogue in which a rule changes the domain. */
function catalogueCases(): { file: string; testCase: RuleCase; rules: readonly Rule[] }[] {
  return globSync('tests/*.yaml', { cwd: folder })
    .sort()
    .flatMap((file) => {
      const path = join(folder, file);
      const { documents } = documentsOfKind({ name: file, text: readFileSync(path, 'utf8') }, 'RuleTest');
      return documents.flatMap((document) => {
        const { rules } = readRules(rulePathsOf(document).map((rule) => join(path, '..', rule)));
        const { cases } = compileRuleTest(document, [], rules);
        return cases
          .map((testCase) => withDomain(testCase, path))
          .filter(
            (testCase) => editDomain(rules, vmiOfCase(testCase), testCase.domain ?? EXAMPLE_DOMAIN).changed,
          )
          .map((testCase) => ({ file, testCase, rules }));
      });
    });
}

function withDomain(testCase: RuleCase, path: string): RuleCase {
  const { domain } = testCase;
  if (domain === undefined || domain.trimStart().startsWith('<')) return testCase;
  return { ...testCase, domain: readFileSync(join(path, '..', domain), 'utf8') };
}
