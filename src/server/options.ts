import { parseArgs } from 'node:util';
import { oneLine } from '../text/diagnostic.ts';
import { didYouMean } from '../text/suggest.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { HOOK_API_VERSIONS, type HookApiVersion } from './version.ts';

export interface Options {
  readonly kind: 'Run';
  /** The hook API to offer, not the program's own version; none: this is no hook sidecar but a plugin's. */
  readonly version: HookApiVersion | undefined;
  /** Where the Plugin API is served; often empty. */
  readonly pluginSockets: readonly string[];
  readonly rules: readonly string[];
  /** Policies beside those of the policy folder. */
  readonly policies: readonly string[];
  readonly socketFolder: string;
  readonly logLevel: LogLevel;
}

/** Ask the sidecar on this socket whether it takes calls. */
export interface Check {
  readonly kind: 'Check';
  readonly socket: string;
}

export type CommandLine =
  | Options
  | Check
  | { readonly kind: 'Help' }
  | { readonly kind: 'Wrong'; readonly message: string };

/** Where KubeVirt mounts the folder that virt-launcher looks into. */
export const DEFAULT_SOCKET_FOLDER = '/var/run/kubevirt-hooks';

const OPTIONS = {
  version: { type: 'string' },
  rules: { type: 'string', multiple: true },
  policy: { type: 'string', multiple: true },
  'socket-dir': { type: 'string' },
  'plugin-socket': { type: 'string', multiple: true },
  check: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the arguments after the program's name. A wrong one is a message of one line, never an exception. */
export function readOptions(args: readonly string[]): CommandLine {
  // Not strict, because its messages are several lines long and name no near option.
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional')
      return wrong(`unexpected argument "${token.value}"; rules are given with --rules PATH`);
    if (!Object.hasOwn(OPTIONS, token.name))
      return wrong(`unknown option ${token.rawName}${didYouMean(token.rawName, longNames())}`);
    if (token.name === 'help') return { kind: 'Help' };
    // In "--version --rules x" the second option is not meant as the first one's value.
    if (!token.value || (!token.inlineValue && token.value.startsWith('-')))
      return wrong(`${token.rawName} needs a value`);
    const given = values.get(token.name) ?? [];
    if (given.length > 0 && !isMultiple(token.name)) return wrong(`${token.rawName} is given twice`);
    values.set(token.name, [...given, token.value]);
  }
  const socket = values.get('check')?.[0];
  return socket === undefined ? checkValues(values) : { kind: 'Check', socket };
}

function isMultiple(name: string): boolean {
  return 'multiple' in (OPTIONS[name as keyof typeof OPTIONS] ?? {}); // the caller has checked the name
}

function checkValues(values: ReadonlyMap<string, readonly string[]>): CommandLine {
  const version = values.get('version')?.[0];
  const pluginSockets = values.get('plugin-socket') ?? [];
  if (version === undefined && pluginSockets.length === 0)
    return wrong(`--version is missing: give the hook API, ${listed(HOOK_API_VERSIONS)}`);
  if (version !== undefined && !isOneOf(HOOK_API_VERSIONS, version))
    return wrong(notOneOf('--version', version, HOOK_API_VERSIONS));
  const logLevel = values.get('log-level')?.[0] ?? 'info';
  if (!isOneOf(LOG_LEVELS, logLevel)) return wrong(notOneOf('--log-level', logLevel, LOG_LEVELS));
  return {
    kind: 'Run',
    version,
    pluginSockets,
    rules: values.get('rules') ?? [],
    policies: values.get('policy') ?? [],
    socketFolder: values.get('socket-dir')?.[0] ?? DEFAULT_SOCKET_FOLDER,
    logLevel,
  };
}

function isOneOf<T extends string>(known: readonly T[], value: string): value is T {
  return (known as readonly string[]).includes(value);
}

function notOneOf(option: string, value: string, known: readonly string[]): string {
  return `${option} "${value}" is not ${listed(known)}${didYouMean(value, known.toReversed())}`; // of equally near versions the newest
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function longNames(): string[] {
  return Object.keys(OPTIONS).map((name) => `--${name}`);
}

function wrong(message: string): CommandLine {
  return { kind: 'Wrong', message: oneLine(message) };
}
