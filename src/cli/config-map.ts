/** A ConfigMap with one key. */
export interface ConfigMap {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly key: string;
  readonly text: string;
}

/** The manifest as YAML: the text as a block that people can read, or quoted where a block would not keep every byte. */
export function configMapYaml({ name, namespace, key, text }: ConfigMap): string {
  return [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    `  name: ${plain(name)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${plain(namespace)}`]),
    'data:',
    `  ${plain(key)}: ${fitsBlock(text) ? block(text) : quoted(text)}`,
    '',
  ].join('\n');
}

/** The manifest as an object, for JSON. */
export function configMapObject({ name, namespace, key, text }: ConfigMap): unknown {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    data: { [key]: text },
  };
}

/** Names and keys have no character that YAML minds, but `on` or `123` alone are no text for it. */
function plain(word: string): string {
  return /^[a-z]/i.test(word) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(word) ? word : `"${word}"`;
}

/** Whether `|` keeps the text to the letter in every reader, and in an editor that cuts spaces off at the ends of lines. */
function fitsBlock(text: string): boolean {
  if (!/^[^\s]/.test(text)) return false;
  if (/[ \t](?:\n|$)/.test(text)) return false;
  return /^[\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(
    text,
  );
}

function block(text: string): string {
  const body = text.replace(/\n+$/, '');
  const breaks = text.length - body.length;
  const chomping = breaks === 0 ? '-' : breaks === 1 ? '' : '+';
  const lines = body.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
  return [`|${chomping}`, ...lines, ...Array<string>(Math.max(0, breaks - 1)).fill('')].join('\n');
}

/** JSON's escapes are YAML's too; what JSON leaves as it is and YAML takes for a line break or refuses is escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
