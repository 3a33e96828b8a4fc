import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { Usage } from '../../src/cli/terminal.ts';

export interface Ran {
  /** 2 for wrong use, whose message is then in `err`. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, as src/cli.ts does. */
export function run(command: (args: readonly string[]) => number, ...args: readonly string[]): Ran {
  const written = { out: '', err: '' };
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  stdout.write = (text: unknown) => {
    written.out += String(text);
    return true;
  };
  stderr.write = (text: unknown) => {
    written.err += String(text);
    return true;
  };
  try {
    return { code: command(args), ...written };
  } catch (error) {
    if (error instanceof Usage) return { code: 2, out: written.out, err: `sidepatch: ${error.message}\n` };
    throw error;
  } finally {
    stdout.write = out;
    stderr.write = err;
  }
}

/** A folder for this test file, removed at its end. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-cli-'));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}
