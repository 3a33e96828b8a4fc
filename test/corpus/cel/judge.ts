import type { Element } from '@xmldom/xmldom';
import { loadRules } from '../../../src/rules/load.ts';
import { childrenOf, parseElement } from '../canonical-xml.ts';
import type { CorpusCase } from '../cases.ts';
import { compareStructs, type Finding } from './compare-structs.ts';
import { domain } from './libvirtxml.ts';

/** Whether KubeVirt's CEL domain hook (v1.9) can make a case's `after` of its `before`. */
export interface Judgement {
  /** `restating`: only by writing list elements anew, with every field that is to stay named one by one. */
  readonly verdict: 'yes' | 'restating' | 'no';
  /** The fields to name again; 0 unless `restating`. */
  readonly restated: number;
  /** Why not, or by what means. */
  readonly reasons: readonly string[];
}

/** What no difference of two documents shows. */
const NO_FUNCTION: Readonly<Record<string, string>> = {
  'kubevirt/kv-vdpa-binding': 'CEL has no SHA-256',
  'vdsm/vdsm-vfio_mdev': 'CEL has no MD5',
};

/** Judges by the differences alone: that the values can be computed is taken for granted, but for formats and hashes. */
export function judge(one: CorpusCase): Judgement {
  const no = (reason: string): Judgement => ({ verdict: 'no', restated: 0, reasons: [reason] });
  if (one.compare !== 'xml-canonical') return no('cloud-init is out of reach');
  if (one.refuses !== undefined) return no('cannot refuse with a message');
  const function_ = NO_FUNCTION[one.id] ?? missingFunction(one.rule);
  if (function_ !== undefined) return no(function_);
  const [before, after] = [parseElement(one.before), parseElement(one.after)];
  const found = compareStructs(before, after, domain, '');
  return judgeFindings(found.length > 0 ? found : moved(before, after));
}

function judgeFindings(findings: readonly Finding[]): Judgement {
  const said = (kinds: readonly Finding['kind'][]) => [
    ...new Set(findings.filter(({ kind }) => kinds.includes(kind)).map(({ what }) => what)),
  ];
  const impossible = said(['no']);
  if (impossible.length > 0) return { verdict: 'no', restated: 0, reasons: impossible };
  const restated = findings.reduce((sum, { kept }) => sum + kept, 0);
  if (restated > 0) return { verdict: 'restating', restated, reasons: said(['restate']) };
  if (findings.length === 0) return { verdict: 'yes', restated: 0, reasons: ['nothing to change'] };
  return { verdict: 'yes', restated: 0, reasons: said(['set', 'append', 'filter', 'null']) };
}

/** CEL reads no JSON and no YAML, and hashes nothing; KubeVirt adds no functions for it. */
function missingFunction(rule: string | undefined): string | undefined {
  if (rule === undefined) return undefined;
  for (const { variables, loops } of loadRules([{ name: 'rule.yaml', text: rule }]).rules) {
    for (const transform of [...loops, ...variables].flatMap(({ transforms }) => transforms)) {
      switch (transform.kind) {
        case 'parse':
          if (transform.as === 'Json' || transform.as === 'Yaml')
            return `reads ${transform.as.toUpperCase()}, which CEL cannot`;
          break;
        case 'hash':
          return 'CEL has no hashes';
        case 'encode':
        case 'decode':
          return 'CEL knows no Base64 here';
      }
    }
  }
  return undefined;
}

/** Elements of different names that changed places: Go writes them in the order of its fields. */
function moved(before: Element, after: Element): Finding[] {
  const names = (root: Element) =>
    [root, ...childrenOf(root)].map((element) => childrenOf(element).map(({ nodeName }) => nodeName));
  const [was, is] = [names(before), names(after)];
  const sorted = (lists: readonly string[][]) => JSON.stringify(lists.map((list) => list.toSorted()));
  return JSON.stringify(was) !== JSON.stringify(is) && sorted(was) === sorted(is)
    ? [{ kind: 'no', what: 'the order of elements is that of Go’s fields', kept: 0 }]
    : [];
}
