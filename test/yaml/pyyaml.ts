import { spawnSync } from 'node:child_process';

const python = '/usr/bin/python3';

/** Reads as cloud-init does; what JSON has no word for comes with its type. */
const script = `
import datetime, json, sys, yaml
def plain(v):
    if isinstance(v, dict): return {'$map': [[plain(k), plain(x)] for k, x in v.items()]}
    if isinstance(v, (list, tuple)): return [plain(x) for x in v]
    if isinstance(v, set): return {'$set': sorted(map(str, v))}
    if isinstance(v, bytes): return {'$bytes': v.hex()}
    if isinstance(v, (datetime.date, datetime.datetime)): return {'$date': v.isoformat()}
    if isinstance(v, float): return {'$float': repr(v)}
    if isinstance(v, int) and not isinstance(v, bool): return {'$int': str(v)}
    return v
def read(text):
    try: return plain(yaml.safe_load(text))
    except Exception as e: return {'$error': type(e).__name__}
json.dump([read(t) for t in json.load(sys.stdin)], sys.stdout)
`;

const isThere = spawnSync(python, ['-c', 'import yaml']).status === 0;

/** Why tests against PyYAML do not run; on CI they always run, and fail without it. */
export const withoutPyYaml =
  isThere || process.env['CI'] === 'true' ? false : 'PyYAML is not installed (apt-get install python3-yaml)';

/** What PyYAML's SafeLoader makes of each text, with types: `{$int}`, `{$float}`, `{$date}`, `{$map}`, `{$error}`. */
export function readWithPyYaml(texts: readonly string[]): unknown[] {
  const run = spawnSync(python, ['-c', script], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`PyYAML did not run: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** A plain value in the same notation, integers and other numbers apart as JSON writes them. */
export function asPyYaml(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPyYaml);
  if (typeof value === 'object' && value !== null) {
    return { $map: Object.entries(value).map(([key, member]) => [key, asPyYaml(member)]) };
  }
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e21
      ? { $int: String(BigInt(value)) }
      : { $float: value };
  return value;
}
