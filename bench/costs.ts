import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from './container.ts';

/*
 * What loading each dependency costs: scripts/node bench/costs.ts prints a table. Each is a bundle of its own, loaded by
 * a Node of its own with the image's flags; medians of five.
 */
const RUNS = 5;
const FLAGS = ['--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=32', '--use-openssl-ca'];

const PARTS: Readonly<Record<string, string>> = {
  'nothing (bare Node)': '',
  'node:http2': `import * as part from 'node:http2'; globalThis.part = part;`,
  '@grpc/grpc-js, with node:http2': `import * as part from '@grpc/grpc-js'; globalThis.part = part;`,
  '@xmldom/xmldom': `import * as part from '@xmldom/xmldom'; globalThis.part = part;`,
  saxes: `import * as part from 'saxes'; globalThis.part = part;`,
  xpath: `import part from 'xpath'; globalThis.part = part;`,
  yaml: `import { parseDocument as part } from 'yaml'; globalThis.part = part;`,
  re2js: `import { RE2JS as part } from 're2js'; globalThis.part = part;`,
  'fast-json-patch': `import part from 'fast-json-patch'; globalThis.part = part;`,
  '@noble/hashes': `import { sha256 as part } from '@noble/hashes/sha2.js'; globalThis.part = part;`,
  'src/rules/load.ts': `import { loadRules as part } from './src/rules/load.ts'; globalThis.part = part;`,
  'src/engine/hooks.ts': `import { createHooks as part } from './src/engine/hooks.ts'; globalThis.part = part;`,
};

const REPORT = `
const status = require('node:fs').readFileSync('/proc/self/status', 'latin1');
const { user, system } = process.cpuUsage();
console.log(JSON.stringify([Number(/RssAnon:\\s+(\\d+)/.exec(status)[1]) / 1000, (user + system) / 1000]));`;

const folder = mkdtempSync(join(tmpdir(), 'sidepatch-costs-'));
console.log('| loaded | kB of code | MB of memory of its own | ms of CPU |\n|---|---|---|---|');
for (const [name, code] of Object.entries(PARTS)) {
  const outfile = join(folder, 'part.cjs');
  const { metafile } = await build({
    stdin: { contents: `${code}\n${REPORT}`, resolveDir: projectFolder },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    metafile: true,
    external: ['@grpc/proto-loader'],
  });
  const bytes = Object.values(metafile.outputs)[0]?.bytes ?? 0;
  const runs = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, [...FLAGS, outfile], { encoding: 'utf8' });
    return JSON.parse(stdout) as [number, number];
  });
  const [memory, cpu] = [median(runs.map(([first]) => first)), median(runs.map(([, second]) => second))];
  console.log(`| ${name} | ${Math.round(bytes / 1000)} | ${memory.toFixed(1)} | ${Math.round(cpu)} |`);
}
rmSync(folder, { recursive: true });

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
