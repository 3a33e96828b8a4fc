import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runRuleCase } from '../../src/engine/rule-case.ts';
import { bootWith, checkBoot, completed } from './boot-passes.ts';
import type { CatalogueCase } from './catalogue-cases.ts';
import { define, driverFolder, qemuArguments } from './libvirt.ts';
import { run, temporaryFolder } from './run.ts';

const folderOfSchema = temporaryFolder('schema');
const SCHEMA = '/usr/share/libvirt/schemas/domain.rng';

/** What a recipe's result has to pass; each throws with what is wrong. */
export const domainChecks: Readonly<Record<string, (changed: CatalogueCase, result: string) => void>> = {
  schema: ({ domain }, result) => {
    assert.deepEqual(schemaErrors(completed(domain)), [], "the case's own domain");
    assert.deepEqual(schemaErrors(completed(result)), []);
  },
  define: (_, result) => {
    const folder = driver();
    rmSync(join(folder, 'etc/qemu'), { recursive: true, force: true }); // domains of other cases
    define(folder, Buffer.from(completed(result)));
  },
  arguments: (_, result) => {
    assert.match(qemuArguments(driver(), Buffer.from(completed(result))), /qemu-system/);
  },
  'three passes': ({ rules, vmi, domain, testCase }) => {
    const boot = bootWith(rules, vmi, domain, driver());
    checkBoot(boot);
    const problems = (domainXml: string) => {
      const again = {
        ...testCase,
        domain: domainXml,
        result: [],
        expectText: {},
        expectUnchanged: testCase.span,
      };
      return runRuleCase(again, rules).problems.map(({ message }) => message);
    };
    // What libvirt breaks by itself, as a count of controllers, is nothing that a rule has promised.
    const byLibvirt = new Set(problems(boot.definedFirst));
    assert.deepEqual(
      problems(boot.final).filter((one) => !byLibvirt.has(one)),
      [],
      'what the case promises holds at the end, and nothing changes any more',
    );
  },
};

let folderOfDriver: string | undefined;
const driver = () => (folderOfDriver ??= driverFolder());

/** What libvirt's schema says against a domain, apart from what KubeVirt writes into every one. */
function schemaErrors(xml: string): string[] {
  const path = join(folderOfSchema, 'domain.xml');
  writeFileSync(path, withoutHabits(xml));
  const { code, stderr } = run('xmllint', ['--noout', '--relaxng', SCHEMA, path]);
  return code === 0 ? [] : stderr.trim().split('\n');
}

/** The uuid is the test's own, and the schema wants it beside the name. */
function withoutHabits(xml: string): string {
  return xml
    .replace(/\s*<uuid>[^<]*<\/uuid>/, '')
    .replace(/\s*<(bios|baseBoard|chassis)><\/\1>/g, '')
    .replace(/(<source dev="[^"]*") name="[^"]*"/g, '$1')
    .replace(/(<hostdev [^>]*>\s*<source>\s*<address) type="pci"/g, '$1');
}
