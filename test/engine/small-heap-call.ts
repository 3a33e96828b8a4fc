import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { editDomain } from '../../src/engine/domain.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { noCloud, rulesOf, vmiWith } from './cloud-init-support.ts';

/** One call by the spec in the arguments, with long annotations; says what it failed with. */
const [spec = ''] = process.argv.slice(2);
const vmi = vmiWith({
  l: 'x'.repeat(250_000),
  m: 'ß'.repeat(100_000),
  lists: `[${'[],'.repeat(80_000)}[]]`,
  maps: `[${'{},'.repeat(80_000)}{}]`,
  key: `{"${'k'.repeat(100_000)}": 1}`,
  dots: '.'.repeat(4000),
});
const rules = rulesOf(spec);
const { failure } = spec.includes('userData:')
  ? editCloudInit(rules, vmi, noCloud('#cloud-config\n{}\n'))
  : editDomain(rules, vmi, EXAMPLE_DOMAIN);
console.info(failure ? formatDiagnostic(failure) : 'nothing failed');
