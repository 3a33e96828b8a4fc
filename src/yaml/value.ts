import { parseDocument } from 'yaml';
import { Failure } from '../text/failure.ts';
import { isTooDense, MAX_MARKS } from './density.ts';

/** Texts longer than this are not read: they come from an annotation, whose sum Kubernetes limits to 256 KiB. */
const MAX_LENGTH = 64 * 1024;

/**
 * The plain data of a YAML text as YAML 1.2 reads it, aliases bounded.
 * Throws `InvalidValue` without quoting the text, which may be anything.
 */
export function parseYamlValue(text: string): unknown {
  if (text.length > MAX_LENGTH)
    throw new Failure('LimitExceeded', `a YAML text of ${text.length} characters`, `at most ${MAX_LENGTH}`);
  if (isTooDense(text))
    throw new Failure('LimitExceeded', 'a YAML text with too many values', `at most ${MAX_MARKS} marks`);
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
    });
    if (document.errors.length === 0) return document.toJS({ maxAliasCount: 100 });
  } catch {
    // too deep, or too many aliases: the reason would quote the value
  }
  throw new Failure('InvalidValue', 'the value is not YAML');
}
