import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHooks } from '../../src/engine/hooks.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { rulesOf } from './domain-support.ts';

const hooks = createHooks(
  rulesOf({
    title: 'match: {labels: {titled: "true"}}\ndomain: [{op: set, path: /domain/title, value: x}]',
  }),
  [],
);

function define(domain: Uint8Array, labels: Readonly<Record<string, string>>) {
  const vmi = Buffer.from(JSON.stringify({ metadata: { name: 'vm', namespace: 'default', labels } }));
  const { domainXml, failure } = hooks.onDefineDomain(domain, vmi);
  return { isSame: domainXml === domain, says: failure && formatDiagnostic(failure) };
}

const latin = Buffer.from('<domain><name>caf\xe9</name></domain>', 'latin1');

const rows: readonly {
  readonly name: string;
  readonly domain: Uint8Array;
  readonly says: string;
  /** What is said where no rule is for the VM. */
  readonly saysToOthers?: string;
}[] = [
  { name: 'not UTF-8', domain: latin, says: 'domain XML: the text is not valid UTF-8' },
  {
    name: 'so large that no text is made of it',
    domain: Buffer.alloc(4_000_000, '<'),
    says: 'domain XML: has 4000000 bytes; at most 1310720 characters',
  },
  {
    name: 'too long as a text',
    domain: Buffer.alloc(1_400_000, '<'),
    says: 'domain XML: has 1400000 characters; at most 1310720 characters',
  },
  {
    name: 'empty',
    domain: Buffer.from(' \r\n\t'),
    says: 'domain XML: is empty',
    saysToOthers: 'domain XML: is empty',
  },
];

for (const { name, domain, says, saysToOthers } of rows) {
  test(`a domain that is ${name} is refused for a VM with rules, and comes back as it was`, () => {
    const found = define(domain, { titled: 'true' });
    assert.ok(found.isSame);
    assert.ok(found.says?.includes(says), found.says);
  });

  test(`a domain that is ${name} ${saysToOthers ? 'is refused' : 'passes through'} for a VM without rules`, () => {
    const found = define(domain, {});
    assert.ok(found.isSame);
    if (saysToOthers === undefined) assert.equal(found.says, undefined);
    else assert.ok(found.says?.includes(saysToOthers), found.says);
  });
}
