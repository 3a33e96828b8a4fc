import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A fenced block. `notes` are the HTML comments right above it: what the test is told about it. */
export interface Block {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly indent: string;
  readonly text: string;
  readonly notes: Readonly<Record<string, string>>;
}

export interface Command {
  readonly line: string;
  readonly output: string;
}

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const pages = [
  'README.md',
  'CHANGELOG.md',
  ...globSync('{docs,examples}/**/*.md', { cwd: root }).sort(),
];

export function commandsIn({ text }: Block): Command[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = /(?<!\\)\n/.exec(part)?.index ?? part.length;
      return { line: part.slice(0, end), output: part.slice(end + 1).trimEnd() };
    });
}

/** Puts what commands really print into the block with this number on its page. */
export function replaceBlock(file: string, number: number, commands: readonly Command[]): void {
  // Blocks above may have grown or shrunk, but are still as many.
  const block = readBlocks(file)[number];
  assert.ok(block);
  const lines = read(file).split('\n');
  const end = lines.findIndex((text, at) => at >= block.line && text === `${block.indent}\`\`\``);
  const shown = commands.flatMap((command) => `$ ${command.line}\n${command.output}`.trimEnd().split('\n'));
  lines.splice(
    block.line,
    end - block.line,
    ...shown.map((text) => (text === '' ? '' : block.indent + text)),
  );
  writeFileSync(join(root, file), lines.join('\n'));
}

export function readBlocks(file: string): Block[] {
  const found: Block[] = [];
  const lines = read(file).split('\n');
  let notes: Record<string, string> = {};
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, note, text] = /^\s*<!-- (\w+): (.*) -->$/.exec(line) ?? [];
    if (note !== undefined && text !== undefined) notes[note] = text;
    const [, indent, language] = /^( *)```(\w*)$/.exec(line) ?? [];
    if (indent !== undefined) {
      const end = lines.findIndex((other, i) => i > at && other === `${indent}\`\`\``);
      assert.ok(end > at, `${file}:${at + 1}: the block is never closed`);
      const body = lines.slice(at + 1, end).map((other) => other.slice(indent.length));
      found.push({
        file,
        line: at + 1,
        language: language ?? '',
        indent,
        text: `${body.join('\n')}\n`,
        notes,
      });
      at = end;
    }
    if (note === undefined) notes = {};
  }
  return found;
}

export function outsideFences(page: string): string {
  return read(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '');
}

/** The anchors that GitHub gives to headings. */
export function anchorsOf(file: string): string[] {
  const headings = outsideFences(file.slice(root.length)).match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
