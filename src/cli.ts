import { APPLY_HELP, apply } from './cli/apply.ts';
import { LINT_HELP, lint } from './cli/lint.ts';
import { complain, say, Usage } from './cli/terminal.ts';
import { TEST_HELP, test } from './cli/test.ts';
import { didYouMean } from './text/suggest.ts';

declare const SIDEPATCH_VERSION: string | undefined;

interface Command {
  readonly about: string;
  readonly help: string;
  /** Returns the exit code: 0 fine, 1 findings. Throws Usage for 2. */
  run(args: readonly string[]): number;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  apply: { about: 'apply rules to a VM without a cluster', help: APPLY_HELP, run: apply },
  lint: { about: 'check rule files', help: LINT_HELP, run: lint },
  test: { about: 'run tests of rules', help: TEST_HELP, run: test },
};

const HELP = `sidepatch changes the domain XML and cloud-init data of KubeVirt VMs by rules, not scripts.

Usage: sidepatch COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(8)} ${about}`)
  .join('\n')}

  sidepatch COMMAND --help says more. --version prints the version.
`;

// A reader that has seen enough (head, less) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = main(process.argv.slice(2));

function main([name, ...args]: readonly string[]): number {
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      say(COMMANDS[args[0] ?? '']?.help ?? HELP);
      return name === undefined ? 2 : 0;
    }
    if (name === '--version') {
      say(typeof SIDEPATCH_VERSION === 'string' ? SIDEPATCH_VERSION : 'development');
      return 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new Usage(`there is no command "${name}"${didYouMean(name, Object.keys(COMMANDS))}`);
    return command.run(args);
  } catch (error) {
    if (error instanceof Usage) {
      complain(
        `sidepatch: ${error.message}; see sidepatch ${Object.hasOwn(COMMANDS, name ?? '') ? `${name} ` : ''}--help`,
      );
      return 2;
    }
    complain(
      `sidepatch: unexpected error: ${error instanceof Error ? error.name : 'unknown'}; please report it with the command that you ran`,
    );
    if (process.env['SIDEPATCH_DEBUG']) throw error;
    return 1;
  }
}
