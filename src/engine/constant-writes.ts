import type { DocumentEdit, DomainEdit, Rule, Template, ValueTemplate, XmlTemplate } from '../rules/model.ts';
import type { Span } from '../text/source.ts';
import { tokenise } from '../xml/xpath-tokens.ts';

/** A place that a rule gives a value that is always the same. */
export interface ConstantWrite {
  /** The same for two writes to the same place, however they spell it. */
  readonly target: string;
  /** The place as its author wrote it. */
  readonly words: string;
  readonly value: string;
  readonly field: string;
  readonly span: Span;
}

/** What a rule writes that does not depend on a VM, at places that another rule can name as well. */
export function constantWritesOf(rule: Rule): ConstantWrite[] {
  const parts = ['userData', 'networkData', 'metaData'] as const;
  return [
    ...rule.domain.flatMap((edit) => ofDomainEdit(rule, edit)),
    ...parts.flatMap((part) => rule[part].flatMap((edit) => ofDocumentEdit(part, edit))),
  ];
}

function ofDomainEdit(rule: Rule, edit: DomainEdit): ConstantWrite[] {
  const { field, pathSpan: span } = edit;
  const write = (suffix: string, text: string | undefined): ConstantWrite[] => {
    if (text === undefined || !('xpath' in edit.path)) return [];
    const words = edit.path.xpath.text + suffix;
    const target = `domain ${plainPath(rule, words)}`;
    return [{ target, words, value: text, field, span }];
  };
  switch (edit.op) {
    case 'set':
      return [
        ...(edit.value ? write('', constantText(edit.value)) : []),
        ...edit.attributes.flatMap(({ prefix, local, value }) =>
          write(`/@${prefix && `${prefix}:`}${local}`, constantText(value)),
        ),
      ];
    case 'replace':
      return write('', constantText(edit.value));
    case 'setElement':
      return edit.loop ? [] : write('', constantElement(edit.xml));
    case 'replaceElement':
      return write('', constantElement(edit.xml));
    default:
      return [];
  }
}

function ofDocumentEdit(part: string, edit: DocumentEdit): ConstantWrite[] {
  if (edit.op !== 'set' && edit.op !== 'replace') return [];
  const { field, pathSpan: span, path } = edit;
  const value = constantValue(edit.value);
  const isPlain = path.steps.every(
    (step) => step.kind === 'each' || constantText(step.kind === 'key' ? step.key : step.value) !== undefined,
  );
  // What stands at an index, and behind it, is another item for every document.
  if (value === undefined || !isPlain || /\/(-|[0-9]+)(\/|$)/.test(path.text)) return [];
  return [{ target: `${part} ${path.text}`, words: `${part} ${path.text}`, value, field, span }];
}

/** An expression without its layout, with what its variables stand for. */
function plainPath(rule: Rule, text: string): string {
  return tokenise(text, [])
    .map(({ kind, value }) => {
      if (kind === 'literal') return JSON.stringify(value);
      if (kind !== 'variable') return /^(and|or|div|mod)$/.test(value) ? ` ${value} ` : value;
      const named = [...rule.loops, ...rule.variables].find(({ name }) => name === value);
      if (named?.source.kind !== 'domain' || named.transforms.length > 0) return `$${rule.name}.${value}`;
      return plainPath(rule, named.source.xpath.text);
    })
    .join('');
}

function constantText(template: Template): string | undefined {
  return template.every((part) => typeof part === 'string') ? template.join('') : undefined;
}

function constantElement(element: XmlTemplate): string | undefined {
  let isConstant = true;
  const text = (template: Template) => {
    const found = constantText(template);
    isConstant &&= found !== undefined;
    return found;
  };
  const plain = ({ local, namespace, attributes, children }: XmlTemplate): unknown => [
    local,
    namespace,
    attributes.map((one) => [one.local, one.namespace, text(one.value)]).sort(),
    children.map((child) => ('text' in child ? text(child.text) : plain(child))),
  ];
  const value = JSON.stringify(plain(element));
  return isConstant ? value : undefined;
}

function constantValue(value: ValueTemplate): string | undefined {
  let isConstant = true;
  const plain = (one: ValueTemplate): unknown => {
    switch (one.kind) {
      case 'literal':
        return one.value;
      case 'text': {
        const text = constantText(one.template);
        isConstant &&= text !== undefined;
        return text;
      }
      case 'list':
        return one.items.map(plain);
      case 'map':
        return Object.fromEntries(one.entries.map(([key, item]) => [key, plain(item)]));
    }
  };
  const text = JSON.stringify(plain(value));
  return isConstant ? text : undefined;
}
