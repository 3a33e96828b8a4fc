import { maxDepth, maxElements, TOO_MANY_ELEMENTS } from './limits.ts';
import { closeElement, emptyOutline, type Outline, openElement } from './outline.ts';
import { errorAt } from './scan.ts';

/*
 * The quick reader. KubeVirt writes a domain with Go's encoder: elements, attributes in double quotes, texts, and the
 * few references of that encoder. Such a text is judged here by a handful of regular expressions, which costs a tenth
 * of what reading it character by character does in code that hardly ran yet, as in a boot's first call. Whatever else
 * XML has, and all that is wrong, is left to the whole reader (scan.ts).
 */

/** Characters that XML lacks or readers treat alike, other references than Go's, comments, CDATA, instructions, `]]>`. */
const foreign =
  /[^\t\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd]|&(?!(?:amp|lt|gt|quot|apos|#34|#39|#x9|#xA|#xD);)|<[!?]|\]\]>/;

const name = '[A-Za-z_][A-Za-z0-9_.-]*';

/** A namespace name that no reader has an opinion of. */
const namespaceName = '(?!http://www\\.w3\\.org/)[^"<& \\t\\n]';

/** Up to 16 attributes, none twice. More of them, or one with a prefix, is for the whole reader. */
const attributes = `(?:[ \\t\\n]+(?!xmlns="(?!${namespaceName}*"))(${name})="[^"<]*"(?!(?:[ \\t\\n]+${name}="[^"<]*")*[ \\t\\n]+\\2=)){0,16}`;

/** A start tag; its name, with its prefix and colon if it has one, is the first group. */
const startTag = new RegExp(`<((?:${name}:)?${name})${attributes}[ \\t\\n]*(/?)>`, 'y');

/** The same with prefixes; what they are bound to is looked at apart. */
const rootTag = new RegExp(
  `[ \\t\\n]*(<${name}(?:[ \\t\\n]+(?:xmlns:)?${name}="[^"<]*"){0,32}[ \\t\\n]*(/?)>)`,
  'y',
);
const declaration = new RegExp(`[ \\t\\n]+xmlns:(?!xml)(${name})="${namespaceName}+"`, 'g');

const slash = '/'.charCodeAt(0);
const greater = '>'.charCodeAt(0);

/**
 * The outline of a document that is plain and well-formed; undefined when it is not both. Never true for what the whole
 * reader refuses; throws the same ScanError for too many elements, which reading them once more would not change.
 */
export function outlinePlain(source: string): Outline | undefined {
  if (foreign.test(source)) return undefined;
  const root = readRoot(source);
  if (root === undefined) return undefined;
  const outline = emptyOutline();
  const names = [root.name];
  let end = root.end;
  openElement(outline, root.start, end);
  if (root.isEmpty) closeElement(outline, end, end);
  while (outline.open.length > 0) {
    const start = source.indexOf('<', end);
    if (source.charCodeAt(start + 1) === slash) {
      const name = names[outline.open.length - 1] ?? '';
      end = start + 3 + name.length;
      if (!source.startsWith(name, start + 2) || source.charCodeAt(end - 1) !== greater) return undefined;
      closeElement(outline, start, end);
      continue;
    }
    startTag.lastIndex = start;
    const tag = start === -1 ? null : startTag.exec(source);
    if (tag === null) return undefined;
    const [written, name = '', , empty] = tag;
    if (name.includes(':') && !root.prefixes.has(name.slice(0, name.indexOf(':')))) return undefined;
    end = start + written.length;
    names[outline.open.length] = name;
    openElement(outline, start, end);
    if (outline.open.length > maxDepth) return undefined;
    if (outline.count > maxElements) throw errorAt(source, end - 1, TOO_MANY_ELEMENTS);
    if (empty !== '') closeElement(outline, end, end);
  }
  return blank.test(source.slice(end)) ? outline : undefined;
}

const blank = /^[ \t\n]*$/;

interface Root {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isEmpty: boolean;
  /** Those that its declarations bind. Prefixes that other elements bind are for the whole reader. */
  readonly prefixes: ReadonlySet<string>;
}

function readRoot(source: string): Root | undefined {
  rootTag.lastIndex = 0;
  const [, tag = '', empty] = rootTag.exec(source) ?? [];
  const end = rootTag.lastIndex;
  const prefixes = new Set<string>();
  let count = 0;
  const own = tag.replace(declaration, (_, prefix: string) => {
    prefixes.add(prefix);
    count++;
    return '';
  });
  startTag.lastIndex = 0;
  const [written, name = ''] = startTag.exec(own) ?? [];
  if (written !== own || own === '' || name.includes(':') || prefixes.size < count) return undefined;
  return { name, start: end - tag.length, end, isEmpty: empty !== '', prefixes };
}
