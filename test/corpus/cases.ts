import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const corpusFolder = fileURLToPath(new URL('.', import.meta.url));

/** One customisation that people really make: a folder `group/id`. docs: test/corpus/README.md. */
export interface CorpusCase {
  /** `group/id`. */
  readonly id: string;
  readonly group: string;
  readonly folder: string;
  readonly intent: string;
  readonly compare: 'xml-canonical' | Compare;
  readonly before: string;
  readonly after: string;
  /** The VirtualMachineInstance. */
  readonly vmi: object;
  /** A part of the message with which the rule refuses; `after` is then `before`. */
  readonly refuses: string | undefined;
  /** Why no rule can say it. */
  readonly inexpressible: string | undefined;
  /** `rule.yaml`; undefined where nobody has written it yet. */
  readonly rule: string | undefined;
}

/** How cloud-init data is compared: as PyYAML reads it, to the letter, or part by part. */
export type Compare = 'cloud-config-semantic' | 'json-exact' | 'mime-semantic';

/** All cases, sorted; with `filter` those of a group, or the one of that id. */
export function readCases(filter = ''): readonly CorpusCase[] {
  return globSync('*/*/case.yaml', { cwd: corpusFolder })
    .map((path) => path.split('/').slice(0, 2).join('/'))
    .filter(
      (id) => filter === '' || id === filter || id.startsWith(`${filter}/`) || id.endsWith(`/${filter}`),
    )
    .sort()
    .map(readCase);
}

function readCase(id: string): CorpusCase {
  const folder = join(corpusFolder, id);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const written = parse(read('case.yaml'));
  const extension = written.compare === 'xml-canonical' ? 'xml' : 'json';
  return {
    id,
    group: id.slice(0, id.indexOf('/')),
    folder,
    intent: written.intent,
    compare: written.compare,
    before: read(written.before ?? `before.${extension}`),
    after: read(`after.${extension}`),
    vmi: parse(read('vmi.yaml')),
    refuses: written.refuses,
    inexpressible: written.inexpressible,
    rule: existsSync(join(folder, 'rule.yaml')) ? read('rule.yaml') : undefined,
  };
}
