/**
 * One thing to try: rule files, and what a call brings. All as text, so that a case can be kept as it is; bytes that are
 * no UTF-8 are written as Python does it, 0x80 as U+DC80 and so on.
 */
export interface FuzzCase {
  /** Rule files, in order. */
  readonly rules: readonly string[];
  /** A policy that limits them. */
  readonly policy?: string;
  /** VirtualMachineInstance, JSON. */
  readonly vmi?: string;
  /** Domain XML: OnDefineDomain is called. */
  readonly domain?: string;
  /** KubeVirt's CloudInitData, JSON: PreCloudInitIso is called. */
  readonly cloudInit?: string;
  /** The legacy field beside it. */
  readonly legacy?: string;
}

/** All annotations, labels and cloud-init texts that are planted have one of these in them, and rule files never do. */
export const SECRET = /qzx\d|7391739/i;

/** A word and a number that occur nowhere else. */
export const secretWord = (n: number): string => `qzx${n}`;
export const secretNumber = (n: number): number => 73917390 + n;

/** The bytes of a text, with lone low surrogates as the bytes that they stand for. */
export function bytesOf(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(text)) return new TextEncoder().encode(text);
  const parts = text
    .split(/((?<![\ud800-\udbff])[\udc80-\udcff])/)
    .map((part) =>
      /^[\udc80-\udcff]$/.test(part)
        ? Uint8Array.of(part.charCodeAt(0) - 0xdc00)
        : new TextEncoder().encode(part),
    );
  return Buffer.concat(parts);
}

const TEXT_FIELDS = ['policy', 'vmi', 'domain', 'cloudInit', 'legacy'] as const;

/** Cases that are a little smaller: without a part of them, with less in a part. */
export function* smallerCases(one: FuzzCase): Iterable<FuzzCase> {
  for (const field of TEXT_FIELDS) {
    if (one[field] === undefined) continue;
    const { [field]: _gone, ...rest } = one;
    yield rest;
  }
  for (const i of one.rules.keys()) yield { ...one, rules: one.rules.filter((_, j) => j !== i) };
  for (const [i, text] of one.rules.entries()) {
    for (const smaller of smallerTexts(text))
      yield { ...one, rules: one.rules.map((other, j) => (i === j ? smaller : other)) };
  }
  for (const field of TEXT_FIELDS) {
    const text = one[field];
    if (text !== undefined) for (const smaller of smallerTexts(text)) yield { ...one, [field]: smaller };
  }
}

function* smallerTexts(text: string): Iterable<string> {
  const json = parsed(text);
  if (typeof json === 'object' && json !== null) {
    for (const smaller of smallerJson(json)) yield JSON.stringify(smaller);
    return;
  }
  const lines = text.split(/(?<=\n)/);
  if (lines.length > 1) yield* without(lines);
  if (text.length < 400 || lines.length === 1) yield* without([...text]);
}

/** Without half of them, a quarter, and so on, down to one. */
function* without(parts: readonly string[]): Iterable<string> {
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < parts.length; at += size) yield parts.toSpliced(at, size).join('');
}

function* smallerJson(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) {
    for (const i of value.keys()) yield value.toSpliced(i, 1);
    for (const [i, item] of value.entries())
      for (const smaller of smallerJson(item)) yield value.with(i, smaller);
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value))
      yield Object.fromEntries(Object.entries(value).filter(([k]) => k !== key));
    for (const [key, member] of Object.entries(value))
      for (const smaller of smallerJson(member)) yield { ...value, [key]: smaller };
  } else if (typeof value === 'string' && value !== '') {
    yield '';
    yield* smallerTexts(value);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text with U+FFFD for what is no character. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
