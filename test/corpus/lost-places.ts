import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { canonicalLines, childrenOf, parseElement } from './canonical-xml.ts';
import { fieldsOf } from './cel/compare-structs.ts';
import type { GoStruct } from './cel/go-structs.ts';
import type { Known } from './kubevirt-structs.ts';

/** What of a document structs do not hold. */
export type FindLost = (xml: string) => readonly LostPlace[];

export interface LostPlace {
  /** Of a second element where they hold one: `path (second)`. */
  readonly path: string;
  readonly content: string;
}

/** The paths that `after` loses and that `before` does not have, or not so. */
export function newlyLost(find: FindLost, before: string, after: string): ReadonlySet<string> {
  const left = find(before).map(({ path, content }) => `${path} ${content}`);
  const isNew = ({ path, content }: LostPlace) => {
    const index = left.indexOf(`${path} ${content}`);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  };
  return new Set(
    find(after)
      .filter(isNew)
      .map(({ path }) => path),
  );
}

/** What KubeVirt's own structs lose. */
export function lostTo(known: Known): FindLost {
  return (xml) => lostIn(parseElement(xml), (path) => findKnown(known, path), '');
}

/** What libvirtxml loses. */
export function lostToGo(root: GoStruct): FindLost {
  return (xml) => {
    const structs = new Map<string, Known>();
    const describe = (element: Element, path: string, struct: GoStruct): void => {
      const fields = fieldsOf(struct, element);
      const names = (isAttribute: boolean) =>
        fields.filter(({ kind }) => (kind === 'attribute') === isAttribute).map(({ xml }) => xml);
      const single = { single: true } as const;
      const children = Object.fromEntries(
        fields
          .filter(({ kind }) => kind !== 'attribute')
          .map(({ xml, kind }) => {
            const all = { attributes: [], children: {} };
            return [xml, kind === 'list' || kind === 'texts' ? all : { ...all, ...single }];
          }),
      );
      const before = structs.get(path);
      structs.set(path, {
        attributes: [...names(true), ...(before?.attributes ?? [])],
        children: { ...before?.children, ...children },
      });
      for (const child of childrenOf(element)) {
        const field = fields.find(({ xml, kind }) => xml === child.nodeName && kind !== 'attribute');
        const at = `${path}/${child.nodeName}`;
        if (field?.kind === 'struct' || field?.kind === 'list') describe(child, at, field.struct);
        else if (field?.kind === 'raw') structs.set(at, EVERYTHING);
        else if (field) structs.set(at, { attributes: [], children: {} });
      }
    };
    const element = parseElement(xml);
    describe(element, '', root);
    return lostIn(element, (path) => structs.get(path), '');
  };
}

/** Marks a place that is kept as it is, with all it holds. */
const EVERYTHING: Known = { attributes: [], children: {} };

type Find = (path: string) => Known | undefined;

function lostIn(element: Element, find: Find, path: string): LostPlace[] {
  const known = find(path);
  if (known === undefined) return [{ path, content: contentOf(element) }];
  if (known === EVERYTHING) return [];
  const lost = [...element.attributes]
    .filter(({ name }) => !name.startsWith('xmlns') && !known.attributes.includes(name))
    .map(({ name, value }) => ({ path: `${path}/@${name}`, content: value }));
  const seen = new Set<string>();
  for (const child of childrenOf(element)) {
    const at = `${path}/${child.nodeName}`;
    const inner = known.children[child.nodeName];
    if (inner?.single && seen.has(child.nodeName))
      lost.push({ path: `${at} (second)`, content: contentOf(child) });
    else lost.push(...lostIn(child, inner ? find : () => undefined, at));
    seen.add(child.nodeName);
  }
  return lost;
}

function contentOf(element: Element): string {
  return canonicalLines(new XMLSerializer().serializeToString(element)).join('\n');
}

function findKnown(root: Known, path: string): Known | undefined {
  let known: Known | undefined = root;
  for (const step of path.split('/').slice(1)) known = known?.children[step];
  return known;
}
