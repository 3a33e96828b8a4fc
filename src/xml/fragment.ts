import { suggest } from '../text/suggest.ts';
import { codePoint, ruleName, ruleNameHint } from './characters.ts';
import type { XmlAttribute, XmlElement, XmlText } from './element.ts';
import { XMLNS } from './node.ts';
import { ScanError, type ScanEvents, type ScannedTag, scan } from './scan.ts';
import { readAttributes } from './start-tag.ts';

/** A text or attribute value in a fragment: what it means, and where its raw form stands in the fragment. */
export interface FragmentText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface FragmentProblem {
  readonly code: 'InvalidXml' | 'UndeclaredNamespace';
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the elements of a rule's `xml`. As strict as documents are; the prefixes are those of the rule, and whatever
 * the fragment declares itself. Comments and layout are dropped, CDATA becomes text.
 */
export function parseFragment(
  text: string,
  namespaces: ReadonlyMap<string, string>,
): { elements: XmlElement<FragmentText>[] } | { problems: FragmentProblem[] } {
  const problems: FragmentProblem[] = [];
  const top: (XmlElement<FragmentText> | XmlText<FragmentText>)[] = [];
  const resolvePrefix = (prefix: string) =>
    prefix === '' ? undefined : (namespaces.get(prefix) ?? `${undeclared}${prefix}`);
  try {
    scan(text, { isFragment: true, resolvePrefix }, collect(text, namespaces, top, problems));
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    problems.push({
      code: 'InvalidXml',
      message: error.message,
      start: Math.max(0, error.offset - 1),
      end: error.offset,
    });
  }
  const elements: XmlElement<FragmentText>[] = [];
  for (const part of top) {
    if (!('text' in part)) elements.push(part);
    else if (part.text.text.trim() !== '') problems.push(invalid('text outside of an element', part.text));
  }
  if (problems.length > 0) return { problems: problems.sort((a, b) => a.start - b.start) };
  if (elements.length === 0)
    return { problems: [invalid('there is no element', { start: 0, end: text.length })] };
  return { elements };
}

/** Stands for the namespace of an undeclared prefix, so that reading can go on. No real name has a space. */
const undeclared = 'undeclared ';

const writable = new RegExp(`^(?:${ruleName}:)?${ruleName}$`);

type Content = (XmlElement<FragmentText> | XmlText<FragmentText>)[];

function collect(
  source: string,
  namespaces: ReadonlyMap<string, string>,
  top: Content,
  problems: FragmentProblem[],
): ScanEvents {
  const open: { element: Omit<XmlElement<FragmentText>, 'children'>; children: Content }[] = [];
  const content = () => open.at(-1)?.children ?? top;
  const checkName = ({ name, uri, prefix }: Pick<ScannedTag, 'name' | 'uri' | 'prefix'>, start: number) => {
    if (!writable.test(name)) {
      const character = /[^\w:.-]/u.exec(name)?.[0] ?? '';
      const message = `the name "${name}" holds ${codePoint(character)}`;
      problems.push({ code: 'InvalidXml', message, hint: ruleNameHint, start, end: start + name.length });
    }
    if (!uri.startsWith(undeclared)) return;
    const near = suggest(prefix, namespaces.keys());
    const hint = near === undefined ? 'declare it under spec.namespaces' : `did you mean "${near}"?`;
    const message = `no namespace prefix "${prefix}" is declared`;
    problems.push({ code: 'UndeclaredNamespace', message, hint, start, end: start + prefix.length });
  };

  return {
    open(tag, start, end) {
      checkName(tag, start + 1);
      const attributes: XmlAttribute<FragmentText>[] = [];
      for (const written of readAttributes(source.slice(start, end))) {
        const scanned = tag.attributes[written.name];
        if (!scanned) continue;
        checkName(scanned, start + written.nameStart);
        if (scanned.uri === XMLNS) continue;
        attributes.push({
          ...nameOf(scanned),
          value: { text: scanned.value, start: start + written.valueStart, end: start + written.valueEnd },
        });
      }
      open.push({ element: { ...nameOf(tag), attributes }, children: [] });
    },
    close() {
      const last = open.pop();
      if (last) content().push({ ...last.element, children: withoutBlanks(last.children) });
    },
    text(text, start, end) {
      content().push({ text: { text, start, end } });
    },
    cdata(text, start, end) {
      content().push({ text: { text, start: start + '<![CDATA['.length, end: end - ']]>'.length } });
    },
    comment() {},
    instruction(_target, _body, start, end) {
      problems.push(invalid('a processing instruction is not allowed here', { start, end }));
    },
  };
}

function nameOf({ name, prefix, local, uri }: Pick<ScannedTag, 'name' | 'prefix' | 'local' | 'uri'>) {
  return { name, prefix, local, namespace: uri === '' ? null : uri };
}

/** White space beside child elements is layout. */
function withoutBlanks(children: Content): Content {
  if (children.every((child) => 'text' in child)) return children;
  return children.filter((child) => !('text' in child) || child.text.text.trim() !== '');
}

function invalid(message: string, { start, end }: { start: number; end: number }): FragmentProblem {
  return { code: 'InvalidXml', message, start, end };
}
