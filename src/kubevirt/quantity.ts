/** Multipliers of Kubernetes quantities, as [base, exponent]. */
const SUFFIXES: Readonly<Record<string, readonly [bigint, number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

const NANO = 10n ** 9n;
const SYNTAX = /^([+-]?)([0-9]{0,24})(?:\.([0-9]{0,24}))?(?:[eE]([+-]?[0-9]{1,2})|([a-zA-Z]{0,2}))$/;

/**
 * The value of a Kubernetes quantity ("500m", "16Gi", "1e3", "1.5") in billionths, rounded up as Kubernetes does;
 * undefined when the text is not a quantity.
 */
export function parseQuantity(text: string): bigint | undefined {
  const found = SYNTAX.exec(text.trim());
  if (!found) return undefined;
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = found;
  if (whole === '' && fraction === '') return undefined;
  const scale = exponent === undefined ? SUFFIXES[suffix] : ([10n, Number(exponent)] as const);
  if (!scale || (exponent === undefined && !Object.hasOwn(SUFFIXES, suffix))) return undefined;
  const [base, power] = scale;
  let numerator = BigInt(whole + fraction) * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  if (power >= 0) numerator *= base ** BigInt(power);
  else denominator *= base ** BigInt(-power);
  const nanos = divideUp(numerator, denominator);
  return sign === '-' ? -nanos : nanos;
}

/** The units that the `quantity` transform knows. */
export const QUANTITY_UNITS = ['1', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'Ti'] as const;

/** A quantity in whole units, rounded up; undefined when the text is not a quantity or is negative. */
export function quantityIn(text: string, unit: string): bigint | undefined {
  const nanos = parseQuantity(text);
  if (nanos === undefined || nanos < 0n) return undefined;
  const [base, power] = SUFFIXES[unit === '1' ? '' : unit] ?? [10n, 0];
  return divideUp(nanos, NANO * base ** BigInt(power));
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
