import type { CommandWords, OptionWords } from './completion-table.ts';

/** Works as a file of $fpath and sourced. */
export function zshScript(commands: readonly CommandWords[]): string {
  return `#compdef sidepatch
# zsh completion of sidepatch; source <(sidepatch completion zsh), or a file _sidepatch in $fpath
_sidepatch() {
  local -a commands=(
${commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join('\n')}
    'help:say more about a command'
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    compadd -- --help --version
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(branch).join('\n')}
    help) _describe -t commands command commands ;;
  esac
}
if [[ $funcstack[1] == _sidepatch ]]; then _sidepatch "$@"; else compdef _sidepatch sidepatch; fi
`;
}

function branch({ name, options, choices }: CommandWords): string {
  const rest = choices.length > 0 ? `'1:kind:(${choices.join(' ')})'` : "'*:file:_files'";
  return `    ${name}) _arguments -s ${[...options.map(specification), rest].join(' \\\n      ')} ;;`;
}

function specification({ name, about, value }: OptionWords): string {
  const text = about.replace(/[[\]:\\]/g, '\\$&');
  const action =
    value === 'none'
      ? ''
      : value === 'file'
        ? ':file:_files'
        : value === 'word'
          ? ':value: '
          : `:value:(${value.join(' ')})`;
  return quoted(`${value === 'none' ? name : `*${name}=`}[${text}]${action}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
