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
import type { Policy } from './policy-model.ts';

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
  /** What it declares, and where. */
  readonly capabilities: ReadonlyMap<Capability, Span>;
  /** The policies that limit it: none for a rule of the platform. */
  readonly policies: readonly Policy[];
  /** The prefixes that its XPaths know, built-in ones included. */
  readonly namespaces: ReadonlyMap<string, string>;
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
export type SelectorLine = Placed & { readonly words: string } & (
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

/** `$(name?)`: where the value is missing, what it alone stands for is left out. Always alone in its template. */
export interface OptionalReference {
  readonly optional: Reference;
}

/** Text with values in it; a single reference alone keeps the value's type. */
export type Template = readonly (string | Reference | OptionalReference)[];

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
  /** `key` is as written, for messages; `template` is what it is with values. */
  | { readonly kind: 'annotation' | 'label'; readonly key: string; readonly template: Template }
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
    | {
        readonly kind: 'source';
        readonly source: Source;
        readonly test: Test | undefined;
        /** How the test reads to people; empty without one. */
        readonly asks: string;
      }
    | { readonly kind: 'anyOf'; readonly conditions: readonly Condition[] }
    | { readonly kind: 'not'; readonly condition: Condition }
  );

export type Transform =
  | { readonly kind: 'trim' | 'entries' | 'words' }
  | { readonly kind: 'unique' }
  | { readonly kind: 'count' }
  | { readonly kind: 'case'; readonly to: 'Lower' | 'Upper' }
  | { readonly kind: 'capture'; readonly regex: Regex }
  | { readonly kind: 'replace'; readonly regex: Regex; readonly with: string }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, ValueTemplate> }
  | { readonly kind: 'split'; readonly separator: string }
  | { readonly kind: 'join'; readonly separator: string }
  | { readonly kind: 'range'; readonly from: number }
  | { readonly kind: 'quantity'; readonly unit: string }
  | { readonly kind: 'parse'; readonly as: 'Integer' | 'Number' | 'Boolean' | 'Json' | 'Yaml' }
  | { readonly kind: 'hash'; readonly length: number }
  | { readonly kind: 'encode' | 'decode'; readonly as: 'Base64' }
  | { readonly kind: 'pick'; readonly pointer: Pointer };

/** What became of one rule in one hook. */
export type Outcome = 'Applied' | 'Unchanged' | 'Skipped' | 'Failed';

export type OnNoMatch = 'Skip' | 'Fail';
export type XmlTemplate = XmlElement<Template>;

/** Where in the rule something stands, for what is said about it. */
interface Placed {
  readonly field: string;
  readonly span: Span;
}

/** An edit's `path`, where it is written. */
interface Aimed extends Placed {
  readonly pathSpan: Span;
}

export type AttributeTemplate = XmlName & { readonly value: Template };

interface Targeted {
  readonly path: EditPath;
  readonly onNoMatch: OnNoMatch;
}

export type DomainEdit = Aimed &
  (
    | (Targeted & {
        readonly op: 'set';
        readonly value: Template | undefined;
        readonly attributes: readonly AttributeTemplate[];
      })
    /** With a loop: the element once per item, and no others. */
    | (Targeted & { readonly op: 'setElement'; readonly xml: XmlTemplate; readonly loop: Loop | undefined })
    | (Targeted & { readonly op: 'mergeElement' | 'replaceElement'; readonly xml: XmlTemplate })
    | (Targeted & {
        readonly op: 'add';
        readonly xml: readonly XmlTemplate[];
        readonly position: Position | undefined;
        /** The elements once per item, all of them side by side. */
        readonly loop: Loop | undefined;
      })
    | (Targeted & { readonly op: 'remove' })
    | (Targeted & { readonly op: 'replace'; readonly value: Template })
    | (Targeted & {
        readonly op: 'move' | 'copy';
        readonly from: EditPath;
        readonly position: Position | undefined;
        readonly as: XmlName | undefined;
      })
    | {
        readonly op: 'test';
        readonly path: XPath;
        readonly test: Test | undefined;
        readonly message: string | undefined;
      }
  );

interface Valued {
  readonly path: Pointer;
  readonly value: ValueTemplate;
  readonly onNoMatch: OnNoMatch;
}

export type DocumentEdit = Aimed &
  (
    | (Valued & { readonly op: 'set' | 'add' | 'replace' })
    | (Valued & { readonly op: 'merge'; readonly lists: 'Replace' | 'Append' })
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
export interface PatchOperation extends Aimed {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: Pointer;
  readonly from: Pointer | undefined;
  readonly value: ValueTemplate | undefined;
}
