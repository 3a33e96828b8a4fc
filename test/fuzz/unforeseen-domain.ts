import { SaxesParser } from 'saxes';
import type { RuleResult } from '../../src/engine/trace.ts';
import { escapeAttribute } from '../../src/xml/characters.ts';

/**
 * What is different in a domain and in no rule's trace, or why the new one is none; undefined when all is well. Places
 * are compared by the names on the way to them, because indices change while rules run. White space of the layout and
 * declarations of namespaces do not count.
 */
export function unforeseenDomainChange(
  before: string,
  after: string,
  results: readonly RuleResult[],
): string | undefined {
  if (/<!DOCTYPE/i.test(after) && !/<!DOCTYPE/i.test(before)) return 'the result has a DOCTYPE';
  const [old, now] = [placesOf(before), placesOf(after)];
  if (typeof now === 'string') return `the result is not well-formed: ${now}`;
  if (typeof old === 'string') return 'a document that is not well-formed was edited';
  const written = results.flatMap(({ writes }) => writes.map(({ path }) => path.replace(/\[\d+\]/g, '')));
  for (const place of new Set([...old.keys(), ...now.keys()])) {
    const same = (old.get(place) ?? []).join('\0') === (now.get(place) ?? []).join('\0');
    if (!same && !written.some((path) => isForeseen(place, path)))
      return `${place} is different, and no rule says so`;
  }
  return undefined;
}

/** Something inside of what was written, or the text of an element whose children were. */
function isForeseen(place: string, written: string): boolean {
  return place === written || place.startsWith(`${written}/`);
}

/** What stands at each place, in the order of the document. */
function placesOf(text: string): Map<string, string[]> | string {
  const places = new Map<string, string[]>();
  const path: string[] = [];
  const note = (place: string, value: string) => {
    const values = places.get(place);
    if (values) values.push(value);
    else places.set(place, [value]);
  };
  const parser = new SaxesParser({ xmlns: true, position: false });
  let problem: string | undefined;
  parser.on('error', (error) => {
    problem ??= error.message.replace(/qzx\d+/g, '…');
  });
  parser.on('opentag', (tag) => {
    path.push(tag.name);
    const place = `/${path.join('/')}`;
    note(place, tag.uri);
    for (const { name, value, prefix } of Object.values(tag.attributes))
      if (prefix !== 'xmlns' && name !== 'xmlns') note(`${place}/@${name}`, escapeAttribute(value, '"'));
  });
  parser.on('closetag', () => void path.pop());
  const words = (kind: string) => (value: string) => {
    if (value.trim() !== '') note(`/${[...path, kind].join('/')}`, value);
  };
  parser.on('text', words('text()'));
  parser.on('cdata', words('text()'));
  parser.on('comment', words('comment()'));
  parser.on('processinginstruction', ({ target, body }) =>
    note(`/${[...path, 'pi()'].join('/')}`, `${target} ${body}`),
  );
  parser.write(text).close();
  return problem ?? places;
}
