import type { Found, Step } from '../engine/trace.ts';
import { wordsOfValue } from '../engine/values.ts';
import { ONLY_MADE } from '../engine/why.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import type { Pointer, Rule, SelectorLine, Source } from '../rules/model.ts';
import { oneLine } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { suggest } from '../text/suggest.ts';
import { unreachable } from '../text/unreachable.ts';
import { isCalculation, pathOf, shortly, verbOf, whyNothing } from './words.ts';

/** A step on one line, and where in the rule it is. Of user data, network data and meta-data no value is shown. */
export function wordsOfStep(
  step: Step,
  rule: Rule,
  vmi: Vmi,
  isNamesOnly: boolean,
): { text: string; span: Span | undefined } {
  switch (step.kind) {
    case 'line': {
      const { line, of } = step;
      const verdict = of === 'match' ? 'does not hold' : 'holds';
      return {
        text: oneLine(`${of}: ${line.words}: ${verdict}: ${actualOfLine(line, vmi, isNamesOnly)}`),
        span: line.span,
      };
    }
    case 'missing': {
      const { variable, stop } = step;
      const why = stop ? `: ${whyNothing(stop)}${nearKey(variable.source, vmi, stop.upTo, stop.step)}` : '';
      const text = `variable ${variable.name}: ${wordsOfSource(variable.source)} is missing${why}`;
      return { text: oneLine(`${text}${nearName(variable.source, vmi)}`), span: variable.span };
    }
    case 'condition': {
      const [first, second] = step.found;
      const isHidden = (found: Found) => isNamesOnly || !mayShowSource(found.source, rule);
      const found = second
        ? step.found.map((one) => `${one.words}: ${wordsOfFound(one, vmi, isHidden(one))}`).join('; ')
        : first && wordsOfFound(first, vmi, isHidden(first));
      return {
        text: oneLine(
          `when: ${step.condition.words}: does not hold${found === undefined ? '' : `: ${found}`}`,
        ),
        span: step.condition.span,
      };
    }
    case 'noItems':
      return {
        text: `forEach: ${step.loop.name}: ${wordsOfSource(step.loop.source)} is an empty list`,
        span: step.loop.span,
      };
    case 'noItem':
      return { text: `forEach: ${step.loop.name}: the item is not there`, span: step.loop.span };
    case 'edit':
      return { text: oneLine(wordsOfEdit(step)), span: step.edit.span };
    case 'foreign':
      return {
        text: 'user data is no cloud-config: its edits are passed over (foreignUserData: Skip)',
        span: rule.span,
      };
    case 'wrote':
      return { text: '', span: undefined };
    default:
      return unreachable(step);
  }
}

/** Whether what a rule writes may be shown: not when it reads what may be user data or network data. */
export function mayShow({ loops, variables, domain }: Rule): boolean {
  const inEdits = domain.flatMap((edit) => ('loop' in edit && edit.loop ? [edit.loop] : []));
  return [...loops, ...variables, ...inEdits].every(({ source }) => !isSecret(source));
}

function mayShowSource(source: Source, rule: Rule): boolean {
  return !isSecret(source) && (source.kind !== 'variable' || mayShow(rule));
}

function isSecret(source: Source): boolean {
  if (source.kind === 'vmi') return leadsToVolumes(source.pointer);
  return ['userData', 'networkData', 'metaData'].includes(source.kind);
}

/** Cloud-init data stands in the VMI as well, below /spec/volumes. */
function leadsToVolumes({ steps }: Pointer): boolean {
  return ['spec', 'volumes'].every((key, at) => {
    const step = steps[at];
    if (step?.kind !== 'key') return true;
    const isPlain = step.key.every((part) => typeof part === 'string');
    return !isPlain || step.key.join('') === key;
  });
}

function actualOfLine(line: SelectorLine, vmi: Vmi, isNamesOnly: boolean): string {
  switch (line.kind) {
    case 'namespace':
      return `the VM's namespace is ${vmi.namespace || 'not given'}`;
    case 'name':
      return `the VM's name is ${vmi.name || 'not given'}`;
    case 'dataSource':
      return vmi.dataSource === undefined
        ? 'the VM has no cloud-init volume'
        : `the VM's is ${vmi.dataSource}`;
    case 'label':
    case 'annotation': {
      const values = line.kind === 'label' ? vmi.labels : vmi.annotations;
      const value = values.get(line.key);
      if (value === undefined) return `the VM has none${nearest(line.kind, line.key, vmi)}`;
      return isNamesOnly ? 'the VM has one' : `the VM's is ${shortly(value)}`;
    }
    default:
      return unreachable(line);
  }
}

function wordsOfFound({ source, actual, stop }: Found, vmi: Vmi, isHidden: boolean): string {
  if (actual === undefined) {
    const why = stop ? `: ${whyNothing(stop)}${nearKey(source, vmi, stop.upTo, stop.step)}` : '';
    return `${isCalculation(source) ? 'it is false' : 'it finds nothing'}${why}${nearName(source, vmi)}`;
  }
  return isHidden ? 'it is there' : `it is ${shortly(actual)}`;
}

function wordsOfEdit({ edit, effect, stop }: Extract<Step, { kind: 'edit' }>): string {
  const what = `${edit.field}: ${verbOf(edit)} ${pathOf(edit)}`;
  if (effect === 'PassedOver') return `${what}: is passed over, because a value of it is missing`;
  if (effect === 'Found') return `${what}: ${edit.op === 'test' ? 'holds' : 'is so already'}`;
  const isNewDevice = stop?.upTo === '/domain/devices' && stop.withoutTests === 0 && verbOf(edit) === 'set';
  const cure = isNewDevice ? `; ${ONLY_MADE}` : '';
  return `${what}: finds nothing: ${stop ? whyNothing(stop) : 'what it finds is not for rules to change'}${cure}`;
}

/** How a source is written. */
function wordsOfSource(source: Source): string {
  switch (source.kind) {
    case 'annotation':
    case 'label':
      return `${source.kind} ${source.key}`;
    case 'domain':
      return `domain ${source.xpath.text}`;
    case 'vmi':
    case 'userData':
    case 'networkData':
    case 'metaData':
      return `${source.kind} ${source.pointer.text}`;
    case 'variable':
      return `variable ${source.reference.join('.')}`;
    case 'value':
      return wordsOfValue(source.value);
    case 'firstFree':
      return 'a free name';
    default:
      return unreachable(source);
  }
}

/** The annotation or label that was probably meant. */
function nearName(source: Source, vmi: Vmi): string {
  return source.kind === 'annotation' || source.kind === 'label' ? nearest(source.kind, source.key, vmi) : '';
}

/** Near in letters, or the same name behind another prefix. */
function nearest(kind: 'label' | 'annotation', key: string, { labels, annotations }: Vmi): string {
  const [values, others, other] =
    kind === 'label' ? [labels, annotations, 'an annotation'] : [annotations, labels, 'a label'];
  if (others.has(key)) return ` (it has ${other} of this name)`;
  const name = (text: string) => text.slice(text.lastIndexOf('/') + 1);
  const known = [...values.keys()];
  const near =
    suggest(key, known) ??
    known.find((other) => name(other) === name(key)) ??
    known.find(
      (other) => suggest(name(key), [name(other)]) !== undefined && other.includes('/') === key.includes('/'),
    );
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** The member of the VMI that was probably meant, where a pointer into it stops. */
function nearKey(source: Source, vmi: Vmi, upTo: string, step: string): string {
  if (source.kind !== 'vmi') return '';
  const at = upTo
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      vmi.json,
    );
  const near = isRecord(at) && !Array.isArray(at) ? suggest(step, Object.keys(at)) : undefined;
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
