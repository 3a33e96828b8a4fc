import fc from 'fast-check';

/** Where a generator gets its chances from. The same seed gives the same choices. */
export interface Draw {
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  /** True once in n times. */
  once(n: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Between `min` and `max` things, each made anew. */
  many<T>(min: number, max: number, make: (i: number) => T): T[];
}

/** Chances from a seed (mulberry32). */
export function drawOfSeed(seed: number): Draw {
  let state = seed | 0;
  return drawOn((n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  });
}

function drawOn(below: (n: number) => number): Draw {
  return {
    below,
    once: (n) => below(n) === 0,
    pick: <T>(list: readonly T[]) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[below(list.length)] as T; // below its length
    },
    many: (min, max, make) => Array.from({ length: min + below(max - min + 1) }, (_, i) => make(i)),
  };
}

/**
 * A generator as fast-check runs it: its seeds and its way of shrinking, but no tree of small generators, which would be
 * slower than what is tested. A class because fast-check asks for one.
 */
class Drawn<T> extends fc.Arbitrary<T> {
  readonly #make: (draw: Draw) => T;
  readonly #smaller: (value: T) => Iterable<T>;

  constructor(make: (draw: Draw) => T, smaller: (value: T) => Iterable<T>) {
    super();
    this.#make = make;
    this.#smaller = smaller;
  }

  override generate(random: fc.Random): fc.Value<T> {
    return new fc.Value(this.#make(drawOn((n) => random.nextInt(0, n - 1))), undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return true;
  }

  override shrink(value: T): fc.Stream<fc.Value<T>> {
    const smaller = this.#smaller(value);
    return fc.stream(
      (function* () {
        for (const one of smaller) yield new fc.Value(one, undefined);
      })(),
    );
  }
}

/** Values of `make`, which shrink to what `smaller` makes of them: simplest first. */
export function drawn<T>(make: (draw: Draw) => T, smaller: (value: T) => Iterable<T>): fc.Arbitrary<T> {
  return new Drawn(make, smaller);
}
