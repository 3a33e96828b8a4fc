/** A mistake in an expression; offsets are within the expression. */
export interface XPathProblem {
  readonly code: 'InvalidXPath' | 'UnknownVariable' | 'UndeclaredNamespace';
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
}

export interface XPathNames {
  /** Prefix to namespace. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** The declared variables; of a dotted reference only the first segment is looked up. */
  readonly variables: ReadonlySet<string>;
}

export const axes = [
  'ancestor',
  'ancestor-or-self',
  'attribute',
  'child',
  'descendant',
  'descendant-or-self',
  'following-sibling',
  'parent',
  'preceding-sibling',
  'self',
] as const;

export type Axis = (typeof axes)[number];

export type NodeTest =
  | {
      readonly kind: 'name';
      readonly prefix: string;
      readonly local: string;
      readonly namespace: string | null;
    }
  /** `*` (namespace undefined) or `prefix:*`. */
  | { readonly kind: 'any'; readonly namespace: string | undefined }
  | { readonly kind: 'node' | 'text' | 'comment' }
  | { readonly kind: 'processing-instruction'; readonly target: string | undefined };

export interface Step {
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly Expression[];
  /** The step that `//` stands for. */
  readonly isAbbreviation: boolean;
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator =
  | ('or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | 'div' | 'mod')
  | '|';

/** XPath 1.0 §3. Every part knows its place in the text. */
export type Expression = { readonly start: number; readonly end: number } & (
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  /** `from` is what the path starts at, if not the context node or (`isAbsolute`) the document. */
  | {
      readonly kind: 'path';
      readonly isAbsolute: boolean;
      readonly from: Expression | undefined;
      readonly fromPredicates: readonly Expression[];
      readonly steps: readonly Step[];
    }
);

/** What an expression gives, as far as it can be said without a document. A variable may be anything. */
export type ValueType = 'nodes' | 'text' | 'number' | 'boolean' | 'any';

export interface CoreFunction {
  readonly least: number;
  readonly most: number;
  readonly gives: ValueType;
  /** Without arguments it reads the context node. */
  readonly readsContext?: true;
  /** Its argument must be nodes. */
  readonly takesNodes?: true;
}

/** XPath 1.0 §4, without id() and lang(), which mean nothing without a DTD. */
export const coreFunctions: ReadonlyMap<string, CoreFunction> = new Map<string, CoreFunction>([
  ['last', { least: 0, most: 0, gives: 'number', readsContext: true }],
  ['position', { least: 0, most: 0, gives: 'number', readsContext: true }],
  ['count', { least: 1, most: 1, gives: 'number', takesNodes: true }],
  ['local-name', { least: 0, most: 1, gives: 'text', readsContext: true, takesNodes: true }],
  ['namespace-uri', { least: 0, most: 1, gives: 'text', readsContext: true, takesNodes: true }],
  ['name', { least: 0, most: 1, gives: 'text', readsContext: true, takesNodes: true }],
  ['string', { least: 0, most: 1, gives: 'text', readsContext: true }],
  ['concat', { least: 2, most: Number.POSITIVE_INFINITY, gives: 'text' }],
  ['starts-with', { least: 2, most: 2, gives: 'boolean' }],
  ['contains', { least: 2, most: 2, gives: 'boolean' }],
  ['substring-before', { least: 2, most: 2, gives: 'text' }],
  ['substring-after', { least: 2, most: 2, gives: 'text' }],
  ['substring', { least: 2, most: 3, gives: 'text' }],
  ['string-length', { least: 0, most: 1, gives: 'number', readsContext: true }],
  ['normalize-space', { least: 0, most: 1, gives: 'text', readsContext: true }],
  ['translate', { least: 3, most: 3, gives: 'text' }],
  ['boolean', { least: 1, most: 1, gives: 'boolean' }],
  ['not', { least: 1, most: 1, gives: 'boolean' }],
  ['true', { least: 0, most: 0, gives: 'boolean' }],
  ['false', { least: 0, most: 0, gives: 'boolean' }],
  ['number', { least: 0, most: 1, gives: 'number', readsContext: true }],
  ['sum', { least: 1, most: 1, gives: 'number', takesNodes: true }],
  ['floor', { least: 1, most: 1, gives: 'number' }],
  ['ceiling', { least: 1, most: 1, gives: 'number' }],
  ['round', { least: 1, most: 1, gives: 'number' }],
]);

export function typeOf(expression: Expression): ValueType {
  switch (expression.kind) {
    case 'binary':
      if (expression.operator === '|') return 'nodes';
      return ['+', '-', '*', 'div', 'mod'].includes(expression.operator) ? 'number' : 'boolean';
    case 'negate':
    case 'number':
      return 'number';
    case 'literal':
      return 'text';
    case 'variable':
      return 'any';
    case 'call':
      return coreFunctions.get(expression.name)?.gives ?? 'any';
    case 'path':
      return 'nodes';
  }
}
