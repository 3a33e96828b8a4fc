import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readVmiObject } from '../../src/kubevirt/vmi.ts';
import { loadRules } from '../../src/rules/load.ts';
import { type CorpusCase, readCases } from '../corpus/cases.ts';
import { bootWith, checkBoot } from './boot-passes.ts';
import { define, driverFolder } from './libvirt.ts';
import { needs } from './requirements.ts';

// The corpus once more, with a real libvirt between the passes of a boot: what rules add is found again among what
// libvirt adds, and devices keep their places.

const skip = needs('libvirt');

suite('the corpus through a boot of three passes', { skip }, () => {
  let driver: string | undefined;
  for (const one of readCases().filter(isForBoot)) {
    test(one.id, (t) => {
      driver ??= driverFolder();
      const { rules, diagnostics } = loadRules([{ name: 'rule.yaml', text: one.rule ?? '' }]);
      assert.deepEqual(diagnostics, []);
      try {
        checkBoot(bootWith(rules, readVmiObject(one.vmi), one.before, driver));
      } catch (error) {
        // Some want what this machine's libvirt or QEMU does not have: then it refuses the result wanted, too.
        if (error instanceof assert.AssertionError || isDefinable(one.after, driver)) throw error;
        t.skip(
          `this libvirt refuses the result wanted: ${/^error: (?!Failed)(.*)$/m.exec(String(error))?.[1]}`,
        );
      }
    });
  }
});

function isForBoot({ compare, rule, refuses }: CorpusCase): boolean {
  return compare === 'xml-canonical' && rule !== undefined && refuses === undefined;
}

function isDefinable(domainXml: string, driver: string): boolean {
  try {
    define(driver, Buffer.from(domainXml));
    return true;
  } catch {
    return false;
  }
}
