import { didYouMean } from '../text/suggest.ts';
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { type Commands, commandTable } from './completion-table.ts';
import { zshScript } from './completion-zsh.ts';
import { readOptions } from './options.ts';
import { say, Usage } from './terminal.ts';

export const COMPLETION_HELP = `Prints a script that makes a shell complete sidepatch's commands, options and files.

Usage: sidepatch completion bash|zsh|fish

  -h, --help   print this

Exit code: 0 fine, 2 wrong use.

Examples:
  source <(sidepatch completion bash)                                            # in ~/.bashrc
  source <(sidepatch completion zsh)                                             # in ~/.zshrc, after compinit
  sidepatch completion fish > ~/.config/fish/completions/sidepatch.fish
`;

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `commands`: all that there are, this one included. */
export function completion(args: readonly string[], commands: Commands): number {
  const { values, positionals } = readOptions(args, {});
  if (values.help) {
    say(COMPLETION_HELP);
    return 0;
  }
  const [shell, second] = positionals;
  const known = Object.keys(SHELLS).join(', ');
  if (shell === undefined) throw new Usage(`needs a shell: ${known}`);
  if (second !== undefined) throw new Usage('prints the script of one shell at a time');
  if (!isShell(shell)) {
    throw new Usage(`there is no script for "${shell}"${didYouMean(shell, Object.keys(SHELLS))}: ${known}`);
  }
  say(SHELLS[shell](commandTable(commands)));
  return 0;
}

function isShell(word: string): word is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, word);
}
