import { ANNOTATE_HELP, annotate } from './cli/annotate.ts';
import { APPLY_HELP, apply } from './cli/apply.ts';
import { COMPLETION_HELP, completion } from './cli/completion.ts';
import { CONFIGMAP_HELP, configmap } from './cli/configmap.ts';
import { EXPLAIN_HELP, explain } from './cli/explain.ts';
import { INIT_HELP, init } from './cli/init.ts';
import { LINT_HELP, lint } from './cli/lint.ts';
import { SCHEMA_HELP, schema } from './cli/schema.ts';
import { complain, say, Usage } from './cli/terminal.ts';
import { TEST_HELP, test } from './cli/test.ts';
import { oneLine } from './text/diagnostic.ts';
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
  explain: { about: 'say what each rule does with a VM, and why not', help: EXPLAIN_HELP, run: explain },
  lint: { about: 'check rule files', help: LINT_HELP, run: lint },
  test: { about: 'run tests of rules', help: TEST_HELP, run: test },
  configmap: { about: 'make a ConfigMap of rules', help: CONFIGMAP_HELP, run: configmap },
  annotate: { about: "put the sidecar into a VM's manifest", help: ANNOTATE_HELP, run: annotate },
  init: { about: 'start a rule with its test', help: INIT_HELP, run: init },
  schema: { about: 'print the JSON Schema of rule files', help: SCHEMA_HELP, run: schema },
  completion: {
    about: 'print a completion script for a shell',
    help: COMPLETION_HELP,
    run: (args) => completion(args, COMMANDS),
  },
};

const HELP = `sidepatch changes the domain XML and cloud-init data of KubeVirt VMs by rules, not scripts.

Usage: sidepatch COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(11)} ${about}`)
  .join('\n')}

  sidepatch COMMAND --help says more. --version prints the version.
`;

// A reader that has seen enough (head, less) is no error.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') complain(`sidepatch: standard output cannot be written (${code})`);
  process.exit(code === 'EPIPE' ? 0 : 1);
});
process.stderr.on('error', () => process.exit(process.exitCode ?? 1));
process.exitCode = main(process.argv.slice(2));

function main([name, ...args]: readonly string[]): number {
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      const [topic] = args;
      if (topic !== undefined && !Object.hasOwn(COMMANDS, topic)) throw unknownCommand(topic);
      say(COMMANDS[topic ?? '']?.help ?? HELP);
      return name === undefined ? 2 : 0;
    }
    if (name === '--version') {
      say(typeof SIDEPATCH_VERSION === 'string' ? SIDEPATCH_VERSION : 'development');
      return 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    const later = args.find((word) => Object.hasOwn(COMMANDS, word));
    if (name.startsWith('-') && later !== undefined)
      throw new Usage(`the command comes first: sidepatch ${later} ${name}`);
    if (!command) throw unknownCommand(name);
    return command.run(args);
  } catch (error) {
    if (error instanceof Usage) {
      complain(
        `sidepatch: ${oneLine(error.message)}; see sidepatch ${Object.hasOwn(COMMANDS, name ?? '') ? `${name} ` : ''}--help`,
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

function unknownCommand(name: string): Usage {
  return new Usage(`there is no command "${name}"${didYouMean(name, Object.keys(COMMANDS))}`);
}
