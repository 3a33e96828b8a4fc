import untyped from 'xpath';
import type { Node } from './node.ts';
import type { BinaryOperator } from './xpath-syntax.ts';

/*
 * The only door to the xpath package: the parts of it that we use, with types. We use its evaluator, not its parser:
 * trees are built from our own (xpath-parse.ts). What it gets wrong is cured in xpath-cures.ts.
 */

export interface Value {
  stringValue(): string;
  numberValue(): number;
  booleanValue(): boolean;
}

export interface NodeSet extends Value {
  nodes: Node[];
  size: number;
  addArray(nodes: readonly Node[]): void;
  toArray(): Node[];
  stringForNode(node: Node): string;
}

export interface Context {
  expressionContextNode: Node;
  contextNode: Node;
  contextSize: number;
  contextPosition: number;
  caseInsensitive: boolean;
}

export interface Evaluable {
  evaluate(context: Context): Value;
}

export type Comparison =
  | 'equals'
  | 'notequal'
  | 'lessthan'
  | 'greaterthan'
  | 'lessthanorequal'
  | 'greaterthanorequal';
type Compare = (this: NodeSet, other: Value) => Value;
export type CoreFunctionBody = (context: Context, ...given: Evaluable[]) => Value;

export interface PackageStep {
  readonly axis: number;
}

interface PatchableNodeSet {
  init(this: NodeSet): void;
  add(this: NodeSet, node: Node): void;
  first(this: NodeSet): Node | null;
  toArray(this: NodeSet): Node[];
  toUnsortedArray(this: NodeSet): Node[];
  number(this: NodeSet): Value;
  numberValue(this: NodeSet): number;
  stringForContainerNode(this: NodeSet, node: Node): string;
}

type Operation = new (left: Evaluable, right: Evaluable) => Evaluable;

interface Package {
  XPathContext: new (variables: object, namespaces: object, functions: object) => Context;
  FunctionResolver: new () => { getFunction(local: string, namespace: string): CoreFunctionBody | undefined };
  XNodeSet: (new () => NodeSet) & { prototype: PatchableNodeSet & Record<Comparison, Compare> };
  XString: new (text: string) => Value & Evaluable;
  XNumber: (new (
    number: number | string,
  ) => Value & Evaluable) & { prototype: { parse(text: string): number } };
  XBoolean: new (value: boolean) => Value & Evaluable;
  PathExpr: new (
    from: Evaluable | undefined,
    fromPredicates: Evaluable[] | undefined,
    path: object | undefined,
  ) => Evaluable;
  LocationPath: new (isAbsolute: boolean, steps: PackageStep[]) => object;
  Step: (new (axis: number, test: object, predicates: Evaluable[]) => PackageStep) & Record<string, number>;
  FunctionCall: new (name: string, given: Evaluable[]) => Evaluable;
  VariableReference: new (name: string) => Evaluable;
  UnaryMinusOperation: new (operand: Evaluable) => Evaluable;
  OrOperation: Operation;
  AndOperation: Operation;
  EqualsOperation: Operation;
  NotEqualOperation: Operation;
  LessThanOperation: Operation;
  LessThanOrEqualOperation: Operation;
  GreaterThanOperation: Operation;
  GreaterThanOrEqualOperation: Operation;
  PlusOperation: Operation;
  MinusOperation: Operation;
  MultiplyOperation: Operation;
  DivOperation: Operation;
  ModOperation: Operation;
  BarOperation: Operation;
}

// Its typings know only select() and its like.
export const xpath = untyped as unknown as Package;

export const operations: Readonly<Record<BinaryOperator, Operation>> = {
  or: xpath.OrOperation,
  and: xpath.AndOperation,
  '=': xpath.EqualsOperation,
  '!=': xpath.NotEqualOperation,
  '<': xpath.LessThanOperation,
  '<=': xpath.LessThanOrEqualOperation,
  '>': xpath.GreaterThanOperation,
  '>=': xpath.GreaterThanOrEqualOperation,
  '+': xpath.PlusOperation,
  '-': xpath.MinusOperation,
  '*': xpath.MultiplyOperation,
  div: xpath.DivOperation,
  mod: xpath.ModOperation,
  '|': xpath.BarOperation,
};
