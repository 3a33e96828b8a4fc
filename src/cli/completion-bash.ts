import type { CommandWords } from './completion-table.ts';

/** Offers words, and files wherever none of them fits. bash 3.2, which macOS has, is enough. */
export function bashScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ name: option, value }) =>
      typeof value === 'object' ? [`    '${name} ${option}') words='${value.join(' ')}' ;;`] : [],
    ),
  );
  const taking = commands.flatMap(({ name, options }) =>
    options.filter(({ value }) => value === 'file').map(({ name: option }) => `'${name} ${option}'`),
  );
  const guessless = commands.flatMap(({ name, options }) =>
    options.filter(({ value }) => value === 'word').map(({ name: option }) => `'${name} ${option}'`),
  );
  return `# bash completion of sidepatch; source <(sidepatch completion bash)
_sidepatch() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  # --format=json comes as three words
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${names} help --help --version'
  else
    case "$command $prev" in
${values.join('\n')}
    ${taking.join('|') || "''"}) return ;;
    ${guessless.join('|') || "''"}) compopt +o default 2>/dev/null; return ;;
    'help '*) words='${names}' ;;
    *)
      case "$command $cur" in
${commands.map(({ name, options }) => `      '${name} -'*) words='${options.map((option) => option.name).join(' ')}' ;;`).join('\n')}
${commands
  .filter(({ choices }) => choices.length > 0)
  .map(({ name, choices }) => `      '${name} '*) words='${choices.join(' ')}' ;;`)
  .join('\n')}
      esac ;;
    esac
  fi
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$cur")); fi
}
complete -o default -F _sidepatch sidepatch
`;
}
