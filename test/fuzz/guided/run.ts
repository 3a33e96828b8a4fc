import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCase, Finding } from '../check-case.ts';
import { type Draw, drawOfSeed } from '../draw.ts';
import { foundText } from '../figures.ts';
import { type FuzzCase, smallerCases } from '../fuzz-case.ts';
import { broken } from '../generate/texts.ts';
import { type Coverage, startCoverage } from './coverage.ts';
import { TARGETS, type Target } from './targets.ts';

/** Asking for the coverage costs as much as some ten cases. */
const CASES_A_LOOK = 64;

const MAX_TEXT = 20_000;

const PROGRESS_MS = 30_000;

/** Where texts that reached something new are kept for the next run. */
const CORPUS = '.cache/fuzz';

/**
 * Explores the readers, each for its share of the time: texts that reach code which none before has reached are kept and
 * changed further. Returns the exit code. A case that never comes back ends nothing here: stop it, and read what it says.
 */
export function fuzzGuided(minutes: number, seed: number, only: string): number {
  const names = Object.keys(TARGETS).filter((name) => name.includes(only));
  process.stdout.write(`seed ${seed}\n`);
  const findings = names.map((name) =>
    explore(name, TARGETS[name], (minutes * 60_000) / names.length, drawOfSeed(seed)),
  );
  return findings.some((count) => count > 0) ? 1 : 0;
}

function explore(name: string, target: Target | undefined, ms: number, draw: Draw): number {
  if (!target) return 0;
  const until = performance.now() + ms;
  const folder = join(CORPUS, name.replaceAll(' ', '-'));
  mkdirSync(folder, { recursive: true });
  const corpus = [
    ...target.seeds(),
    ...globSync(`${folder}/*`)
      .sort()
      .map((file) => readFileSync(file, 'utf8')),
  ];
  const known = new Set<string>();
  const reached = new Set<string>();
  const coverage = startCoverage();
  let cases = 0;
  let findings = 0;
  const tryText = (text: string) => {
    cases++;
    const finding = findingOf(target.caseOf(text));
    if (!finding || known.has(keyOf(finding))) return;
    known.add(keyOf(finding));
    findings++;
    const kept = shrunk(target.caseOf(text), finding);
    process.stdout.write(foundText({ ...finding, message: finding.message, generator: name, seed: 0, kept }));
  };
  for (const text of corpus) tryText(text);
  for (const block of coverage.take()) reached.add(block);
  const start = reached.size;
  const line = () =>
    `${name}: ${cases} cases, ${start} blocks reached by the first texts, ${reached.size} by all ${corpus.length}, ${findings} findings\n`;
  let told = performance.now();
  while (performance.now() < until) {
    const texts = Array.from({ length: CASES_A_LOOK }, () => mutant(draw, corpus));
    for (const text of texts) tryText(text);
    const news = coverage.take().filter((block) => !reached.has(block));
    if (news.length > 0) {
      for (const text of textsThatReach(new Set(news), texts, target, coverage)) {
        corpus.push(text);
        writeFileSync(join(folder, createHash('sha256').update(text).digest('hex').slice(0, 16)), text);
      }
      for (const block of news) reached.add(block);
    }
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    process.stdout.write(line());
  }
  coverage.stop();
  process.stdout.write(line());
  return findings;
}

/** A text of the corpus, changed, or two of them joined; late ones, which reached something new, more often. */
function mutant(draw: Draw, corpus: readonly string[]): string {
  const recent = corpus.slice(-40);
  const one = draw.once(2) ? draw.pick(recent) : draw.pick(corpus);
  if (!draw.once(4)) return broken(draw, one).slice(0, MAX_TEXT);
  const other = draw.pick(corpus);
  const joined = one.slice(0, draw.below(one.length + 1)) + other.slice(draw.below(other.length + 1));
  return (draw.once(2) ? joined : broken(draw, joined)).slice(0, MAX_TEXT);
}

/** Each alone, with a fresh count, until all that is new is explained. */
function textsThatReach(
  news: Set<string>,
  texts: readonly string[],
  target: Target,
  coverage: Coverage,
): readonly string[] {
  return texts.filter((text) => {
    if (news.size === 0) return false;
    findingOf(target.caseOf(text));
    const own = coverage.take().filter((block) => news.has(block));
    for (const block of own) news.delete(block);
    return own.length > 0;
  });
}

function findingOf(one: FuzzCase): Finding | undefined {
  try {
    checkCase(one);
    return undefined;
  } catch (error) {
    if (error instanceof Finding) return error;
    throw error;
  }
}

const keyOf = ({ kind, message }: Finding): string => `${kind}: ${message.replace(/\d+/g, '0')}`;

/** The smallest case that shows the same. */
function shrunk(one: FuzzCase, finding: Finding): FuzzCase {
  const until = performance.now() + 60_000;
  let smallest = one;
  for (let isSmaller = true; isSmaller && performance.now() < until; ) {
    isSmaller = false;
    for (const smaller of smallerCases(smallest)) {
      const found = findingOf(smaller);
      if (!found || keyOf(found) !== keyOf(finding)) continue;
      smallest = smaller;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}
