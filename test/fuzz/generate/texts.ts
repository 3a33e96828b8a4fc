import type { Draw } from '../draw.ts';
import { secretNumber, secretWord } from '../fuzz-case.ts';

/** What readers stumble over, in any language that is read here. */
export const PIECES: readonly string[] = [
  '\n', '\r\n', '\r', '\t', '  ', ':', ': ', '- ', '{', '}', '[', ']', '"', "'", '|', '>', '&a ', '*a', '<<: *a', ' #', ',',
  '$(', '$$(', ')', '$x', '$(x?)', '(?<a>', '\\1', '\\', '<a>', '</a>', '<', '/>', '&lt;', '&', '&#0;', '&#xD800;', '&#10;',
  ']]>', '<![CDATA[', '<!--', '-->', '<?x', '?>', '<!DOCTYPE a [<!ENTITY b "c">]>', 'xmlns=""', 'xmlns:q="u"', 'q:',
  '__proto__', 'constructor', 'toString', '\0', '\u0001', '\u001b[31m', '\u0085', '\u2028', '\u202e', '\ud83d', '😀', 'é',
  '\udcff', '\udcc3', '\ufeff', '\ufffd', '---\n', '...\n', '%YAML 1.1\n', '!!binary ', '!!python/object:os.system ', '~', '~1',
  '/', '//', '::', '@', '0x', '1e9', '1e999', 'null', 'no', '0644', '1:30', '=', '? ', '(', '|', '^', '*', '..', '.',
  'x'.repeat(300), '['.repeat(70), '((((((((((', 'not(', '{a..z}', '#cloud-config\n', 'MIME-Version: 1.0\n', '--b\n',
]; // biome-ignore format: a list of pieces

/** Any short text, often a hostile one. No secrets: for rule files. */
export function oddText(draw: Draw): string {
  if (draw.once(3)) return draw.pick(['a', 'none', '1', 'on', '', 'two words', 'ä', '2048', 'a,b', '0-3']);
  return draw
    .many(1, 3, () => (draw.once(2) ? draw.pick(PIECES) : draw.pick(['a', 'b1', 'x-y', ' '])))
    .join('');
}

/** A text with a secret in it, of a shape that rules may be after. */
export function secretText(draw: Draw): string {
  const word = secretWord(draw.below(9));
  const number = secretNumber(draw.below(9));
  switch (draw.below(14)) {
    case 0:
      return String(number);
    case 1:
      return `${number}Mi`;
    case 2:
      return draw.many(1, 4, (i) => `${word}${i}`).join(',');
    case 3:
      return JSON.stringify({ [word]: word, a: number, list: [word, { a: word }] });
    case 4:
      return JSON.stringify(
        draw.many(0, 3, () => draw.pick<unknown>([word, number, null, [word], { a: word }])),
      );
    case 5:
      return `${word}=${number},${word}x=1`;
    case 6:
      return `-${word} '${word} b' ${word}\\ c`;
    case 7:
      return `/etc/${word}`;
    case 8:
      return `${word}: ${word}\n- ${word}\n`;
    case 9:
      return `<${word} a="${word}">${word}</${word}>`;
    case 10:
      return Buffer.from(word).toString('base64');
    case 11:
      return word;
    default:
      return `${draw.pick(PIECES)}${word}${draw.pick(PIECES)}`;
  }
}

/** The text with something cut out, put in, doubled, or exchanged, once or a few times. */
export function broken(draw: Draw, text: string): string {
  let result = text;
  for (let n = 1 + draw.below(3); n > 0; n--) {
    const at = draw.below(result.length + 1);
    const cut = draw.once(2) ? 0 : draw.below(draw.once(4) ? 60 : 6);
    const put = draw.once(4) ? '' : draw.once(5) ? result.slice(at, at + draw.below(80)) : draw.pick(PIECES);
    result = result.slice(0, at) + put + result.slice(at + cut);
  }
  return result;
}
