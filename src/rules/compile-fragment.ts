import { mapElement, type XmlElement } from '../xml/element.ts';
import { type FragmentText, parseFragment } from '../xml/fragment.ts';
import { placeIn, type YamlNode, type YamlScalar } from '../yaml/located.ts';
import { checkElements, type Place } from './check-domain.ts';
import { scalarOf } from './compile-test.ts';
import { at, type Context, report, reportIn, templateFrom } from './context.ts';
import type { XmlTemplate } from './model.ts';

/** The elements of `xml`, with templates for their texts. `places`: where they are put. */
export function compileFragment(
  context: Context,
  node: YamlNode,
  places: readonly Place[],
): XmlTemplate[] | undefined {
  const scalar = scalarOf(node, 'xml');
  if (!scalar) return undefined;
  const inner = at(context, 'xml');
  const parsed = parseFragment(scalar.text, context.namespaces);
  if ('problems' in parsed) {
    reportIn(inner, scalar, parsed.problems);
    return undefined;
  }
  if (parsed.elements.length === 0) {
    report(
      inner,
      'InvalidXml',
      'has no element',
      scalar.span,
      'write for example <watchdog model="i6300esb"/>',
    );
    return undefined;
  }
  return parsed.elements.map((element) => {
    const template = bindTexts(inner, scalar, element);
    checkElements(inner, places, template, scalar.span);
    return template;
  });
}

function bindTexts(context: Context, scalar: YamlScalar, element: XmlElement<FragmentText>): XmlTemplate {
  return mapElement(element, ({ text, start, end }) => {
    // Entities and line breaks make a text shorter than its source: then only the whole can be pointed at.
    const isLiteral = end - start === text.length;
    return templateFrom(context, text, (from, to) =>
      isLiteral ? placeIn(scalar, start + from, start + to) : placeIn(scalar, start, end),
    );
  });
}
