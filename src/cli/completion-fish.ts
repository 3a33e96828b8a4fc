import type { CommandWords } from './completion-table.ts';

export function fishScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  const first = `not __fish_seen_subcommand_from ${names.join(' ')} help`;
  return [
    '# fish completion of sidepatch; a file sidepatch.fish in ~/.config/fish/completions',
    `complete -c sidepatch -n ${quoted(first)} -f`,
    `complete -c sidepatch -n ${quoted(first)} -l version -d 'print the version'`,
    `complete -c sidepatch -n ${quoted(first)} -a help -d 'say more about a command'`,
    `complete -c sidepatch -n '__fish_seen_subcommand_from help' -f -a ${quoted(names.join(' '))}`,
    ...commands.flatMap(({ name, about, options, choices }) => {
      const chosen = `complete -c sidepatch -n ${quoted(`__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from help`)}`;
      return [
        `complete -c sidepatch -n ${quoted(first)} -a ${name} -d ${quoted(about)}`,
        ...(choices.length > 0 ? [`${chosen} -f -a ${quoted(choices.join(' '))}`] : []),
        ...options.map((option) => {
          const { value } = option;
          const words =
            value === 'none'
              ? ''
              : value === 'file'
                ? ' -rF'
                : value === 'word'
                  ? ' -x'
                  : ` -x -a ${quoted(value.join(' '))}`;
          return `${chosen} -l ${option.name.slice(2)}${words}${option.about ? ` -d ${quoted(option.about)}` : ''}`;
        }),
      ];
    }),
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
