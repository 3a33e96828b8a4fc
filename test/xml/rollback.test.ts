import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../src/text/failure.ts';
import { addElements, type Position } from '../../src/xml/add-elements.ts';
import { checkpoint, hasChangedSince, rollback } from '../../src/xml/change.ts';
import type { XmlDocument } from '../../src/xml/document.ts';
import { copyNodes, moveNodes } from '../../src/xml/move-nodes.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { removeNodes } from '../../src/xml/remove-nodes.ts';
import { replaceWithText } from '../../src/xml/replace-nodes.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { setElement } from '../../src/xml/set-element.ts';
import { setText } from '../../src/xml/set-text.ts';
import { whyNotWellFormed } from '../../src/xml/well-formed.ts';
import { fixtures } from './fixtures.ts';
import { meaning, one, path, resolve, xml } from './support.ts';

type Verb = (document: XmlDocument) => unknown;

const paths = [
  '/domain/devices',
  '/domain/devices/disk',
  '/domain/devices/disk/driver',
  "/domain/devices/disk[alias/@name='ua-root']",
  '/domain/os/smbios',
  '/domain/metadata/*',
  '/domain/name',
  '//alias',
  '//*[@name]',
  '/domain/qemu:commandline',
  '/domain/a/b/c',
];
const attributes = [
  ...paths.map((text) => `${text}/@name`),
  '/domain/@type',
  '//@*',
  '/domain/devices/@qemu:x',
];
const fragments = [
  '<x/>',
  '<disk type="file"><alias name="ua-new"/></disk>',
  '<qemu:arg value="-x"/>',
  '<driver a="1">t<b/>u</driver>',
  '<k xmlns="urn:k"><l/></k>',
  '<alias name="a"/><alias name="b"/>',
];
const positions: (Position | undefined)[] = [undefined, 'First', 'Last', 'Before', 'After'];
/** What is added below every element with a name would have a name, and so on. */
const anyParent = fc.constantFrom(...paths.filter((text) => !text.startsWith('//')));
const anyTarget = fc.constantFrom(...paths, ...attributes);
const anyFragment = fc.constantFrom(...fragments);
/** The path's last name and the element's are the same: the compiler of rules sees to that. */
const anyElement = fc.constantFrom(
  ['/domain/devices/disk', '<disk><alias name="n"/></disk>'],
  ["/domain/devices/disk[alias/@name='n']", '<disk><alias name="n"/></disk>'],
  ['/domain/devices/tpm', '<tpm a="1"> <b/><!-- --><c/> </tpm>'],
  ['/domain/devices/disk/driver', '<driver a="1">t<b/>u</driver>'],
  ['//alias', '<alias/>'],
  ["/domain/x/k[@a='1']/l[m]", '<l><m/></l>'],
  ['/domain/qemu:commandline', '<qemu:commandline><qemu:arg value="-x"/></qemu:commandline>'],
  ['/domain/metadata/*', '<kubevirt xmlns="urn:k"><l/></kubevirt>'],
);
const anyPosition = fc.constantFrom(...positions);
const anyText = fc.constantFrom('', 'v', ' a\n\tb ', '<&>"\'', '\r\u0085\u2028', '𐀀');
/** Few nodes each: copies of many into many would fill the memory. */
const anyFew = fc.constantFrom(
  '/domain/devices',
  '/domain/devices/disk[1]',
  '/domain/devices/disk[1]/alias',
  '/domain/name',
  '/domain/metadata/*',
  '/domain/metadata',
  '/domain/qemu:commandline',
  '/domain/a/b',
  '/domain/devices/disk[1]/@type',
  '/domain/name/@x',
  '/domain/devices/@qemu:x',
);
const renaming = fc.constantFrom(undefined, { prefix: '', local: 'renamed', namespace: null });

/** So that a counterexample can be read. */
function verb(words: unknown[], run: Verb): Verb {
  const said = words.map((word) => JSON.stringify(word)).join(' ');
  return Object.assign(run, { [fc.toStringMethod]: () => said });
}

/** Not move and copy: a second time, `from` finds something else. */
const idempotent: fc.Arbitrary<Verb> = fc.oneof(
  fc.tuple(anyTarget, anyText).map(([p, v]) => {
    return verb(['set', p, v], (d) => setText(d, path(p), resolve, v));
  }),
  fc.tuple(anyTarget, anyText).map(([p, v]) => {
    return verb(['replace', p, v], (d) => replaceWithText(d, path(p), resolve, v));
  }),
  anyElement.map(([p, f]) => verb(['set', p, f], (d) => setElement(d, path(p), resolve, one(f)))),
  fc.tuple(anyParent, anyFragment, anyPosition).map(([p, f, at]) => {
    return verb(['add', p, f, at], (d) => addElements(d, path(p), resolve, xml(f), at));
  }),
  anyTarget.map((p) => verb(['remove', p], (d) => removeNodes(d, path(p), resolve))),
);

const anyVerb: fc.Arbitrary<Verb> = fc.oneof(
  idempotent,
  fc.tuple(anyFew, anyFew, anyPosition, renaming).map(([from, to, position, as]) => {
    return verb(['move', from, to, position, as], (d) =>
      moveNodes(d, path(from), path(to), resolve, { position, as }),
    );
  }),
  fc.tuple(anyFew, anyFew, anyPosition, renaming).map(([from, to, position, as]) => {
    return verb(['copy', from, to, position, as], (d) =>
      copyNodes(d, path(from), path(to), resolve, { position, as }),
    );
  }),
);

/** As the engine does: an edit that fails is undone. */
function attempt(document: XmlDocument, run: Verb): void {
  const before = checkpoint(document);
  try {
    run(document);
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'Internal') throw error;
    rollback(document, before);
  }
}

const source = fc.constantFrom(...Object.values(fixtures));
const script = fc.array(anyVerb, { maxLength: 6 });

test('rollback restores every byte, after any sequence of edits, to any moment', () => {
  fc.assert(
    fc.property(source, script, script, (text, first, second) => {
      const document = parseXml(text);
      const start = checkpoint(document);
      for (const run of first) attempt(document, run);
      const middle = checkpoint(document);
      const between = serialiseXml(document);
      for (const run of second) attempt(document, run);
      rollback(document, middle);
      assert.equal(serialiseXml(document), between);
      rollback(document, start);
      assert.equal(serialiseXml(document), text);
    }),
    { numRuns: 1500 },
  );
});

test('any sequence of edits gives a document that reads back as what was in memory', () => {
  fc.assert(
    fc.property(source, script, (text, runs) => {
      const document = parseXml(text);
      for (const run of runs) attempt(document, run);
      const result = serialiseXml(document);
      assert.equal(whyNotWellFormed(result), undefined);
      const again = parseXml(result);
      assert.equal(dump(again.root), dump(document.root));
      assert.equal(serialiseXml(again), result);
      assert.ok(meaning(result));
    }),
    { numRuns: 1500 },
  );
});

test('an edit that succeeds changes nothing when it is made again', () => {
  fc.assert(
    fc.property(source, idempotent, (text, run) => {
      const document = parseXml(text);
      const start = checkpoint(document);
      try {
        run(document);
      } catch (error) {
        if (error instanceof Failure && error.code !== 'Internal') return;
        throw error;
      }
      const result = serialiseXml(document);
      const end = checkpoint(document);
      run(document);
      assert.equal(hasChangedSince(document, end), false);
      const again = parseXml(result);
      run(again);
      assert.equal(serialiseXml(again), result);
      if (!hasChangedSince(document, start)) assert.equal(result, text);
    }),
    { numRuns: 1500 },
  );
});

/** All that a DOM knows, without how texts are cut into nodes. */
function dump(node: XmlDocument['root']): string {
  const attributes = [...node.attributes]
    .map((a) => `${a.namespaceURI} ${a.name}=${JSON.stringify(a.value)}`)
    .sort();
  let content = '';
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === 1) content += dump(child as XmlDocument['root']);
    else if (child.nodeType === 3 || child.nodeType === 4) content += child.nodeValue;
    else content += `{${child.nodeName} ${child.nodeValue}}`;
  }
  return `<${node.namespaceURI} ${node.nodeName} ${attributes}>${content}</>`;
}
