import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthOver, type Sample } from './growth.ts';

const noise = [0, 9000, -4000, 6000, -8000, 3000];

const samplesOf = (make: (calls: number, noise: number) => Omit<Sample, 'calls'>): readonly Sample[] =>
  noise.map((bytes, i) => ({ calls: 5000 + i * 1000, ...make(i * 1000, bytes) }));

const sound = (bytes: number) => ({ held: 27e6, settled: 21.4e6 + bytes * 20, objects: 5.9e6 + bytes });

const SERIES: Readonly<Record<string, { readonly samples: readonly Sample[]; readonly leak?: RegExp }>> = {
  'garbage that lies there for longer and longer is no leak': {
    samples: samplesOf((calls, bytes) => ({ ...sound(bytes), held: 27e6 + calls * 1000 })),
  },
  'compiled code that comes late is no leak': {
    samples: samplesOf((calls, bytes) => ({ ...sound(bytes), settled: 21.4e6 + calls * 240 })),
  },
  'a sample that was taken at a bad moment is no leak': {
    samples: samplesOf((calls, bytes) => ({ ...sound(bytes), settled: calls === 5000 ? 26e6 : 21.4e6 })),
  },
  'an object of 16 bytes that each call leaves is a leak': {
    samples: samplesOf((calls, bytes) => ({ ...sound(bytes), objects: 5.9e6 + bytes + calls * 16 })),
    leak: /^objects take \d\d KB more after 5000 calls$/,
  },
  'memory outside of the heap that each call leaves is a leak': {
    samples: samplesOf((calls, bytes) => ({ ...sound(bytes), settled: 21.4e6 + calls * 500 })),
    leak: /^memory without garbage is 2\.\d MB more after 5000 calls$/,
  },
};

for (const [name, { samples, leak }] of Object.entries(SERIES)) {
  test(name, () => {
    const { leak: told } = growthOver(samples);
    if (leak) assert.match(told ?? '', leak);
    else assert.equal(told, undefined);
  });
}
