import type { XmlTemplate } from '../rules/model.ts';
import type { XmlElement } from '../xml/element.ts';
import { mergeKey } from '../xml/merge-element.ts';
import { createMeter } from './value-limits.ts';
import { bindXmlText, isLeftOut, type Scope } from './values.ts';

/**
 * The element with its values put in. Attributes and elements that are a `$(name?)` without a value are left out;
 * undefined when that is the element itself. Throws LimitExceeded when the texts of all that `meter` counts are too long.
 */
export function bindElement(
  template: XmlTemplate,
  scope: Scope,
  meter = createMeter(),
): XmlElement<string> | undefined {
  if (template.children.some((child) => 'text' in child && isLeftOut(child.text, scope))) return undefined;
  return {
    ...template,
    attributes: template.attributes
      .filter(({ value }) => !isLeftOut(value, scope))
      .map((attribute) => ({ ...attribute, value: meter.text(bindXmlText(attribute.value, scope)) })),
    children: template.children
      .map((child) =>
        'text' in child
          ? { text: meter.text(bindXmlText(child.text, scope)) }
          : bindElement(child, scope, meter),
      )
      .filter((child) => child !== undefined),
  };
}

/** The same for `merge`, which could not tell which child is meant when all of a child's key is missing: it is left out. */
export function bindMerged(template: XmlTemplate, scope: Scope): XmlElement<string> | undefined {
  return bindElement(withoutUnnamed(template, scope), scope);
}

function withoutUnnamed(template: XmlTemplate, scope: Scope): XmlTemplate {
  const isNamed = (child: XmlTemplate) => {
    const key = mergeKey(template.local, child);
    return key.length === 0 || key.some(({ value }) => !isLeftOut(value, scope));
  };
  const children = template.children
    .filter((child) => 'text' in child || isNamed(child))
    .map((child) => ('text' in child ? child : withoutUnnamed(child, scope)));
  return { ...template, children };
}
