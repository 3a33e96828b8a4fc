import type { Span } from '../text/source.ts';
import { mergeKey } from '../xml/merge-element.ts';
import { type Context, report } from './context.ts';
import type { XmlTemplate } from './model.ts';
import { literalText } from './template.ts';

/** Reports siblings of one name in what is merged that nothing tells apart: both would become the same element. */
export function checkMerged(context: Context, { local, children }: XmlTemplate, span: Span): void {
  const seen = new Map<string, Set<string | undefined>>();
  for (const child of children) {
    if ('text' in child) continue;
    checkMerged(context, child, span);
    const name = `${child.namespace} ${child.local}`;
    const others = seen.get(name) ?? new Set();
    const key = mergeKey(local, child).map((one) => [one.local, literalText(one.value) ?? one.value]);
    // A key that a value gives is told by a VM only: taken for one of its own.
    const identity = key.length > 0 ? JSON.stringify(key.sort()) : undefined;
    if (others.has(identity) || (others.size > 0 && identity === undefined) || others.has(undefined)) {
      const message = `has several <${child.name}> that nothing tells apart`;
      report(context, 'InvalidXml', message, span, 'merge each with an edit of its own');
    }
    seen.set(name, others.add(identity));
  }
}
