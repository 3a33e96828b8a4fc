import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { readGrammar, type State } from './libvirt-grammar.ts';

const SCHEMAS = '/usr/share/libvirt/schemas';

/** Prefixes for the namespaces that libvirt's schema knows, in the table only. */
const PREFIXES = ['qemu', 'lxc', 'bhyve', 'xen', 'vmware'].map(
  (prefix) => [prefix, `http://libvirt.org/schemas/domain/${prefix}/1.0`] as const,
);

/** The version of the libvirt whose schema is installed, as its library's file is called; undefined: there is none. */
export function installedLibvirt(): string | undefined {
  if (!existsSync(join(SCHEMAS, 'domain.rng'))) return undefined;
  const [library = ''] = globSync('/usr/lib/*/libvirt.so.0.*');
  const [, major, minor, patch] = /so\.0\.(\d+)(\d{3})\.(\d+)$/.exec(library) ?? [];
  return major && `${Number(major)}.${Number(minor)}.${patch}`;
}

/** The file src/rules/libvirt-names.ts: facts about names from libvirt's schema, one kind of element a line. */
export function writeLibvirtNames(version: string): string {
  const states = readGrammar(SCHEMAS, 'domain.rng');
  const inner = states.filter((state) => !isLeaf(state));
  const numbers = new Map(inner.map((state, i) => [state, i]));
  const lines = inner.map(({ attributes, children }) =>
    [
      ...attributes.map((name) => `@${shorten(name)}`),
      ...[...children].map(([name, to]) => shorten(name) + contentOf(states[to], numbers)),
    ].join(' '),
  );
  return `// Made by scripts/generate-libvirt-names from the schema of libvirt ${version}: do not edit.

/** The libvirt whose names these are. */
export const LIBVIRT_VERSION = '${version}';

/** The namespaces behind the prefixes in the table. */
export const LIBVIRT_NAMESPACES: ReadonlyMap<string, string> = new Map([
${PREFIXES.map(([prefix, uri]) => `  ['${prefix}', '${uri}'],`).join('\n')}
]);

/**
 * Which element may hold what. A line is one kind of element, the first one the document: \`@name\` is an attribute,
 * \`name\` an empty child, \`name(a b)\` a child with these attributes only, \`name*\` one that may hold anything, and
 * \`name=7\` a child whose content is line 7, counted from 0.
 */
export const LIBVIRT_NAMES = \`
${lines.join('\n')}
\`;
`;
}

function isLeaf({ children }: State): boolean {
  return children.size === 0;
}

function contentOf(state: State | undefined, numbers: ReadonlyMap<State, number>): string {
  if (!state) throw new Error('a state is missing');
  if (state.isOpen) return '*';
  const number = numbers.get(state);
  if (number !== undefined) return `=${number}`;
  return state.attributes.length === 0 ? '' : `(${state.attributes.map(shorten).join(' ')})`;
}

function shorten(name: string): string {
  for (const [prefix, uri] of PREFIXES)
    if (name.startsWith(`{${uri}}`)) return `${prefix}:${name.slice(uri.length + 2)}`;
  if (name.startsWith('{')) throw new Error(`the namespace of ${name} is not known here`);
  return name;
}
