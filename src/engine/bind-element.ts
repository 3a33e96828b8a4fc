import type { XmlTemplate } from '../rules/model.ts';
import type { XmlElement } from '../xml/element.ts';
import { bindXmlText, isLeftOut, type Scope } from './values.ts';

/**
 * The element with its values put in. Attributes and elements that are a `$(name?)` without a value are left out;
 * undefined when that is the element itself.
 */
export function bindElement(template: XmlTemplate, scope: Scope): XmlElement<string> | undefined {
  if (template.children.some((child) => 'text' in child && isLeftOut(child.text, scope))) return undefined;
  return {
    ...template,
    attributes: template.attributes
      .filter(({ value }) => !isLeftOut(value, scope))
      .map((attribute) => ({ ...attribute, value: bindXmlText(attribute.value, scope) })),
    children: template.children
      .map((child) =>
        'text' in child ? { text: bindXmlText(child.text, scope) } : bindElement(child, scope),
      )
      .filter((child) => child !== undefined),
  };
}
