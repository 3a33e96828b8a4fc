import { writeSync } from 'node:fs';

/** Where log lines go. */
export interface Output {
  /** Takes a line, and writes it once the work at hand is done: a caller does not wait for the log. */
  write(line: string): void;
  /** Writes now what is waiting, for what may be the last thing that the process does. */
  flush(): void;
}

const STDERR = 2;

/** Of lines that nobody takes, so much is kept. */
const MAX_WAITING_CHARACTERS = 64 * 1024;

/** A call takes some milliseconds, and until its last frame has gone its caller would wait for the log. */
const DELAY_MS = 20;

/** How soon a full pipe is tried again. */
const RETRY_MS = 100;

/**
 * Standard error without Node's stream for it, which takes half a millisecond of code that hardly ever runs. Never throws:
 * a log that nobody reads is no reason to stop, and there is nowhere left to say so.
 */
export function openStderr(): Output {
  let waiting = '';
  const flush = () => {
    const text = waiting;
    waiting = '';
    if (text === '') return;
    try {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length; ) written += writeSync(STDERR, bytes, written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      waiting = text.slice(0, MAX_WAITING_CHARACTERS) + waiting;
      setTimeout(flush, RETRY_MS).unref();
    }
  };
  process.once('exit', flush);
  return {
    write(line) {
      if (waiting === '') setTimeout(flush, DELAY_MS).unref();
      if (waiting.length < MAX_WAITING_CHARACTERS) waiting += line;
    },
    flush,
  };
}
