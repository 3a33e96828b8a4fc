import type { Capability } from '../kubevirt/capabilities.ts';
import type { DataSource } from '../kubevirt/vmi.ts';
import type { Glob } from '../text/glob.ts';
import type { Regex } from '../text/regex.ts';
import type { Span } from '../text/source.ts';
import type { Position } from '../xml/add-elements.ts';
import type { EditPath } from '../xml/edit-path.ts';
import type { XmlElement } from '../xml/element.ts';
import type { XmlName } from '../xml/node.ts';
import type { XPath } from '../xml/xpath.ts';

/**
 * The whole vocabulary of the rule language, as a rule is once it was read, checked and compiled. Nothing here can fail
 * to parse any more; what is left can only fail on what a VM brings.
 */
export interface Rule {
  readonly name: string;
  readonly description: string | undefined;
  readonly span: Span;
  /** Every line must be true. */
  readonly match: readonly SelectorLine[];
  /** No line may be true. */
  readonly exclude: readonly SelectorLine[];
  readonly loops: readonly Loop[];
  readonly variables: readonly Variable[];
  /** All must hold. */
  readonly when: readonly Condition[];
  readonly domain: readonly DomainEdit[];
  readonly userData: readonly DocumentEdit[];
  readonly networkData: readonly DocumentEdit[];
  readonly metaData: readonly DocumentEdit[];
  readonly cloudInitData: readonly PatchOperation[];
  readonly capabilities: ReadonlySet<Capability>;
  readonly foreignUserData: 'Fail' | 'Skip' | 'Wrap';
  readonly failurePolicy: 'Fail' | 'Ignore';
}

/** Whether a rule has anything to do in PreCloudInitIso. */
export function editsCloudInit({ userData, networkData, metaData, cloudInitData }: Rule): boolean {
  return userData.length + networkData.length + metaData.length + cloudInitData.length > 0;
}

/** At most this many numbers come out of `range`: more vCPUs or queues than any VM has. */
export const MAX_RANGE = 256;

/** One line of `match` or `exclude`; `words` is how it reads to people. */
export type SelectorLine = { readonly words: string } & (
  | { readonly kind: 'namespace' | 'name'; readonly globs: readonly Glob[] }
  | { readonly kind: 'label' | 'annotation'; readonly key: string; readonly test: Test }
  | { readonly kind: 'dataSource'; readonly anyOf: readonly DataSource[] }
);

/** A scalar as compared: by its text, and numbers also by value. */
export interface Literal {
  readonly text: string;
  readonly number: number | undefined;
}

/** All given parts must hold. */
export interface Test {
  readonly exists?: boolean;
  readonly equals?: Literal;
  readonly in?: readonly Literal[];
  readonly notIn?: readonly Literal[];
  readonly like?: Glob;
  readonly matches?: Regex;
  /** Kubernetes quantities, in billionths. */
  readonly atLeast?: bigint;
  readonly atMost?: bigint;
}

/** A name with fields, as in `$(pin.cpu)`: the variable first. */
export type Reference = readonly [string, ...string[]];

/** Text with values in it; a single reference alone keeps the value's type. */
export type Template = readonly (string | Reference)[];

/** Any value with templates for its texts. */
export type ValueTemplate =
  | { readonly kind: 'text'; readonly template: Template }
  | { readonly kind: 'literal'; readonly value: number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly ValueTemplate[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, ValueTemplate])[] };

/** A step of a JSON Pointer: one key, every member (`*`), or the list item with a field (`[key=value]`). */
export type PointerStep =
  | { readonly kind: 'key'; readonly key: Template }
  | { readonly kind: 'each' }
  | { readonly kind: 'item'; readonly key: string; readonly value: Template };

export interface Pointer {
  readonly text: string;
  readonly steps: readonly PointerStep[];
}

export type CloudInitPart = 'userData' | 'networkData' | 'metaData';

export type Source =
  | { readonly kind: 'annotation' | 'label'; readonly key: string }
  | { readonly kind: 'vmi'; readonly pointer: Pointer }
  | { readonly kind: 'domain'; readonly xpath: XPath }
  | { readonly kind: CloudInitPart; readonly pointer: Pointer }
  | { readonly kind: 'value'; readonly value: ValueTemplate }
  | { readonly kind: 'variable'; readonly reference: Reference }
  | { readonly kind: 'firstFree'; readonly names: readonly string[]; readonly taken: XPath };

export interface Variable {
  readonly name: string;
  readonly field: string;
  readonly span: Span;
  readonly source: Source;
  readonly default: ValueTemplate | undefined;
  readonly onMissing: 'Skip' | 'Fail';
  readonly transforms: readonly Transform[];
  readonly must: Test | undefined;
}

export interface Loop extends Variable {
  readonly index: string | undefined;
}

/** No test means: is there, and is not false. `words` is how it reads to people. */
export type Condition = Placed & { readonly words: string } & (
    | { readonly kind: 'source'; readonly source: Source; readonly test: Test | undefined }
    | { readonly kind: 'anyOf'; readonly conditions: readonly Condition[] }
    | { readonly kind: 'not'; readonly condition: Condition }
  );

export type Transform =
  | { readonly kind: 'trim' }
  | { readonly kind: 'unique' }
  | { readonly kind: 'case'; readonly to: 'Lower' | 'Upper' }
  | { readonly kind: 'capture'; readonly regex: Regex }
  | { readonly kind: 'replace'; readonly regex: Regex; readonly with: string }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, ValueTemplate> }
  | { readonly kind: 'split'; readonly separator: string }
  | { readonly kind: 'join'; readonly separator: string }
  | { readonly kind: 'range'; readonly from: number }
  | { readonly kind: 'quantity'; readonly unit: string }
  | { readonly kind: 'parse'; readonly as: 'Integer' | 'Number' | 'Boolean' | 'Json' | 'Yaml' }
  | { readonly kind: 'hash'; readonly length: number };

/** What became of one rule in one hook. */
export type Outcome = 'Applied' | 'Unchanged' | 'Skipped' | 'Failed';

export type OnNoMatch = 'Skip' | 'Fail';
export type XmlTemplate = XmlElement<Template>;

/** Where in the rule something stands, for what is said about it. */
interface Placed {
  readonly field: string;
  readonly span: Span;
}

export interface AttributeTemplate extends XmlName {
  readonly value: Template;
}

export type DomainEdit = Placed &
  (
    | {
        readonly op: 'set';
        readonly path: EditPath;
        readonly onNoMatch: OnNoMatch;
        readonly value: Template | undefined;
        readonly attributes: readonly AttributeTemplate[];
      }
    | {
        readonly op: 'setElement';
        readonly path: EditPath;
        readonly onNoMatch: OnNoMatch;
        readonly xml: XmlTemplate;
      }
    | {
        readonly op: 'add';
        readonly path: EditPath;
        readonly onNoMatch: OnNoMatch;
        readonly xml: readonly XmlTemplate[];
        readonly position: Position | undefined;
      }
    | { readonly op: 'remove'; readonly path: EditPath; readonly onNoMatch: OnNoMatch }
    | {
        readonly op: 'replace';
        readonly path: EditPath;
        readonly onNoMatch: OnNoMatch;
        readonly value: Template;
      }
    | {
        readonly op: 'replaceElement';
        readonly path: EditPath;
        readonly onNoMatch: OnNoMatch;
        readonly xml: XmlTemplate;
      }
    | {
        readonly op: 'move' | 'copy';
        readonly from: EditPath;
        readonly path: EditPath;
        readonly onNoMatch: OnNoMatch;
        readonly position: Position | undefined;
        readonly as: XmlName | undefined;
      }
    | {
        readonly op: 'test';
        readonly path: XPath;
        readonly test: Test | undefined;
        readonly message: string | undefined;
      }
  );

export type DocumentEdit = Placed &
  (
    | {
        readonly op: 'set' | 'add' | 'replace' | 'merge';
        readonly path: Pointer;
        readonly value: ValueTemplate;
        readonly onNoMatch: OnNoMatch;
      }
    | { readonly op: 'remove'; readonly path: Pointer; readonly onNoMatch: OnNoMatch }
    | { readonly op: 'move' | 'copy'; readonly from: Pointer; readonly path: Pointer }
    | {
        readonly op: 'test';
        readonly path: Pointer;
        /** RFC 6902's `value`: deep equality. */
        readonly value: ValueTemplate | undefined;
        readonly test: Test | undefined;
        readonly message: string | undefined;
      }
  );

/** One RFC 6902 operation on KubeVirt's CloudInitData; `path` and `from` may hold values. */
export interface PatchOperation extends Placed {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: Pointer;
  readonly from: Pointer | undefined;
  readonly value: ValueTemplate | undefined;
}
