import { visibleJson } from '../text/visible.ts';
import type { Output } from './stderr.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** More about one line. Names, counts and milliseconds; never content of a domain, of cloud-init data or of a VMI. */
export type LogFields = Readonly<Record<string, unknown>>;

export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>> & {
  /** Writes what still waits to be written. */
  flush(): void;
};

/** KubeVirt's own words for the levels. */
const LEVEL_NAMES: Readonly<Record<LogLevel, string>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  error: 'error',
};

/**
 * A log of JSON lines as KubeVirt writes them (component, level, msg, timestamp in RFC 3339), on standard error, where
 * KubeVirt's components write theirs; `kubectl logs` shows it. Never throws.
 */
export function createLog(level: LogLevel, { write, flush }: Output): Log {
  const at = (own: LogLevel) =>
    LOG_LEVELS.indexOf(own) < LOG_LEVELS.indexOf(level)
      ? () => {}
      : (message: string, fields?: LogFields) => write(formatLine(own, message, fields));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), flush };
}

function formatLine(level: LogLevel, message: string, fields: LogFields | undefined): string {
  const head = {
    component: 'sidepatch',
    level: LEVEL_NAMES[level],
    msg: message,
    timestamp: new Date().toISOString(),
  };
  const line = JSON.stringify({ ...head, ...fields, ...head });
  return `${visibleJson(line)}\n`;
}

/**
 * What may be logged of an unexpected error: its kind and where it arose. Not its message, because messages of parsers
 * and patch libraries quote the document, and documents hold secrets.
 */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code } = error as { code?: unknown };
  return {
    error: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: stackFrames(error),
  };
}

/** Enough to find the place, few enough to read. */
const MAX_FRAMES = 8;

function stackFrames(error: Error): string[] {
  const stack = String(error.stack ?? '');
  const start = stack.indexOf(error.message);
  // A stack that was made before its message changed may quote what we do not know: leave it out.
  if (start === -1) return [];
  return stack
    .slice(start + error.message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MAX_FRAMES);
}
