import type { YamlNode } from '../yaml/located.ts';
import { at, type Context, isGuarded, report } from './context.ts';
import type { Template, ValueTemplate } from './model.ts';
import { referencesOf } from './template.ts';

/** The cloud-config keys whose items a shell, or the kernel, executes. */
const COMMANDS = new Set(['runcmd', 'bootcmd']);

/**
 * Reports values of a cloud-config edit that would become part of a command although nothing limits them: any value in
 * a command that is a text (a shell reads all of it), and in a command that is a list those inside a longer text. The
 * keys are found at the end of the path as well as inside the value.
 */
export function checkCommands(context: Context, path: string, value: ValueTemplate, node: YamlNode): void {
  const [first = '', second, ...deeper] = path.split('/').slice(1);
  if (path === '') {
    for (const { key, value: inner } of node.kind === 'map' ? node.entries : []) {
      const entry = value.kind === 'map' ? value.entries.find(([name]) => name === key) : undefined;
      if (entry && COMMANDS.has(key)) checkList(at(context, key), entry[1], inner);
    }
    return;
  }
  if (!COMMANDS.has(first)) return;
  if (second === undefined) checkList(context, value, node);
  else if (deeper.length === 0) checkCommand(context, value, node);
  else checkArgument(context, value, node);
}

/** Reports values that would be pasted into user or network data, where they could become anything. */
export function checkWholeText(context: Context, path: string, value: ValueTemplate, node: YamlNode): void {
  if (path !== '/UserData' && path !== '/NetworkData') return;
  if (value.kind !== 'text' || isGuarded(context, value.template)) return;
  report(
    context,
    'UnguardedValue',
    'this value would be pasted into the document, where it could become anything',
    node.span,
    'edit userData or networkData instead, or give the variable a must: {matches: …}',
  );
}

function checkList(context: Context, value: ValueTemplate, node: YamlNode): void {
  if (value.kind !== 'list' || node.kind !== 'list') return checkCommand(context, value, node);
  for (const [i, item] of value.items.entries()) {
    const inner = node.items[i];
    if (inner) checkCommand(at(context, i), item, inner);
  }
}

function checkCommand(context: Context, value: ValueTemplate, node: YamlNode): void {
  if (value.kind === 'text') return checkText(context, value.template, node);
  if (value.kind !== 'list' || node.kind !== 'list') return;
  for (const [i, item] of value.items.entries()) {
    const inner = node.items[i];
    if (inner) checkArgument(at(context, i), item, inner);
  }
}

/** An argument of its own reaches the program as it is; inside a longer text it may be read by a shell. */
function checkArgument(context: Context, value: ValueTemplate, node: YamlNode): void {
  if (value.kind === 'text' && value.template.length > 1) checkText(context, value.template, node);
}

function checkText(context: Context, template: Template, node: YamlNode): void {
  if (referencesOf(template).length === 0 || isGuarded(context, template)) return;
  report(
    context,
    'UnguardedValue',
    'this value becomes part of a command, and nothing limits it',
    node.span,
    'give the variable a must: {matches: …}, or a transform such as capture or map',
  );
}
