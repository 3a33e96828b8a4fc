import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installedLibvirt, writeLibvirtNames } from '../../scripts/libvirt-names.ts';
import { EXAMPLE_DOMAINS } from '../../src/kubevirt/example-domains.ts';
import { checkFragmentNames } from '../../src/rules/check-fragment-names.ts';
import { documentReach } from '../../src/rules/check-xpath-names.ts';
import { libvirtDocument, withDescendants } from '../../src/rules/libvirt-elements.ts';
import { LIBVIRT_VERSION } from '../../src/rules/libvirt-names.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { namesIn } from './names-support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const corpus = join(root, '../shared/corpus/cases.jsonl');

suite('the table of libvirt’s names', () => {
  const installed = installedLibvirt();
  const isOther =
    installed !== LIBVIRT_VERSION && `libvirt ${LIBVIRT_VERSION}'s schema is not on this machine`;

  test('is what the schema says', { skip: isOther }, () => {
    const table = readFileSync(join(root, 'src/rules/libvirt-names.ts'), 'utf8');
    assert.equal(table, writeLibvirtNames(LIBVIRT_VERSION), 'run scripts/generate-libvirt-names.ts');
  });

  test('tells the same name in two places apart', () => {
    const names = (path: string) => [...(elementAt(path)?.attributes ?? [])];
    assert.ok(names('/domain/devices/disk/source').includes('file'));
    assert.ok(!names('/domain/devices/interface/source').includes('file'));
  });

  test('has what was written down by hand', () => {
    assert.ok(elementAt('/domain/devices/disk/driver/iothreads/iothread/queue')?.attributes.has('id'));
    assert.ok(elementAt('/domain/features/ras')?.attributes.has('state'));
  });

  test('has no state twice over, and an end', () => {
    assert.ok(withDescendants([libvirtDocument()]).size < 1000);
  });

  test('is not in the sidecar', async () => {
    const { metafile } = await build({
      entryPoints: [join(root, 'src/main.ts')],
      bundle: true,
      write: false,
      outdir: 'nowhere',
      metafile: true,
      platform: 'node',
      format: 'esm',
      external: ['@grpc/proto-loader'],
      absWorkingDir: root,
    });
    const inputs = Object.keys(metafile.inputs);
    assert.ok(inputs.includes('src/server/callbacks.ts'));
    assert.deepEqual(
      inputs.filter((file) => /libvirt-names|libvirt-elements|example-domains|prove-/.test(file)),
      [],
    );
  });
});

suite('everything that is right is known', () => {
  for (const [i, domain] of EXAMPLE_DOMAINS.entries()) {
    test(`built-in domain ${i}`, () => assert.deepEqual(unknownIn(domain), []));
  }

  for (const file of globSync(['rules/**/*.yaml', 'examples/**/*.yaml', 'test/corpus/**/rule.yaml'], {
    cwd: root,
  })) {
    test(file, () => {
      const text = readFileSync(join(root, file), 'utf8');
      if (!/^kind: Rule$/m.test(text)) return;
      assert.deepEqual(namesIn(text, file).map(formatDiagnostic), []);
    });
  }

  test('rules in documents', () => {
    for (const file of globSync(['*.md', 'docs/*.md'], { cwd: root })) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const [, rule = ''] of text.matchAll(
        /(?<!^<!-- expect: .*UnknownName.*\n)^```yaml\n(apiVersion: sidepatch[\s\S]*?)^```/gm,
      ))
        assert.deepEqual(namesIn(rule, file).map(formatDiagnostic), []);
    }
  });

  test('domains of the corpus in the project', () => {
    const files = globSync('test/corpus/**/*.xml', { cwd: root });
    assert.deepEqual(
      files.flatMap((file) => unknownIn(readFileSync(join(root, file), 'utf8'))),
      [],
    );
  });

  test('domains of the corpus beside the project', {
    skip: !existsSync(corpus) && 'not on this machine',
  }, () => {
    const lines = readFileSync(corpus, 'utf8').trim().split('\n');
    const domains = lines
      .map((line) => JSON.parse(line) as { hook: string; before: string; after: string })
      .filter(({ hook }) => hook === 'onDefineDomain')
      .flatMap(({ before, after }) => [before, after]);
    assert.ok(domains.length > 100);
    assert.deepEqual(domains.flatMap(unknownIn), []);
  });
});

/** The names in a domain that libvirt does not know. */
function unknownIn(xml: string): string[] {
  const found: string[] = [];
  const body = xml.replace(/^\s*<\?xml[^>]*\?>/, '');
  checkFragmentNames(body, new Map(), documentReach(), ({ message }) => found.push(message));
  return found;
}

function elementAt(path: string) {
  const steps = path.split('/').slice(1);
  return steps.reduce<ReturnType<typeof libvirtDocument> | undefined>(
    (at, step) => at?.children.get(step),
    libvirtDocument(),
  );
}
