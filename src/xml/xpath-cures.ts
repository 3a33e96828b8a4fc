import type { Node } from './node.ts';
import { type Comparison, type Evaluable, type NodeSet, type Value, xpath } from './xpath-package.ts';

/*
 * The only place that alters the xpath package. What it gets wrong and is cured here:
 * - node-sets: adding a node searched all others, sorting asked xmldom: both quadratic (XNodeSet.add, toArray, first);
 * - comparing two node-sets tried every pair: quadratic (XNodeSet.equals and its like);
 * - an absolute path in a predicate was evaluated anew for every node (once);
 * - the number of an empty node-set was 0, of a node "0x10" 16; "4." was no number (XNodeSet.number, XNumber.parse);
 * - substring() with a negative length, or with characters outside the BMP (xpath-evaluate.ts).
 * The package exists once in a process, and nothing else imports it: altering its prototypes alters nothing for others.
 */

/** What the evaluation under way needs from outside; evaluations are synchronous, and at most nest. */
export interface Surroundings {
  inOrder(nodes: readonly Node[]): Node[];
  /** Called for nodes looked at; throws when there were too many. */
  visit(count: number): void;
  /** What absolute paths gave: during one evaluation they always give the same. */
  readonly known: Map<Evaluable, Value>;
}

let surroundings: Surroundings | undefined;

/** Runs `work` with these surroundings. */
export function within<T>(outside: Surroundings, work: () => T): T {
  const before = surroundings;
  surroundings = outside;
  try {
    return work();
  } finally {
    surroundings = before;
  }
}

export function visit(count = 1): void {
  surroundings?.visit(count);
}

/** The same expression, evaluated once an evaluation however often a predicate asks. */
export function once(expression: Evaluable): Evaluable {
  return {
    evaluate(context) {
      const value = surroundings?.known.get(expression) ?? expression.evaluate(context);
      surroundings?.known.set(expression, value);
      return value;
    },
  };
}

// The members of a node-set as a Set, beside the array that the package reads.
const members = new WeakMap<NodeSet, Set<Node>>();
const nodeSet = xpath.XNodeSet.prototype;

nodeSet.add = function add(node) {
  const known = members.get(this) ?? new Set(this.nodes);
  members.set(this, known);
  if (known.has(node)) return;
  known.add(node);
  this.nodes.push(node);
  this.size = known.size;
};
nodeSet.toArray = function toArray() {
  return surroundings ? surroundings.inOrder(this.nodes) : [...this.nodes];
};
nodeSet.first = function first() {
  return this.toArray()[0] ?? null;
};
nodeSet.number = function number() {
  return new xpath.XNumber(this.stringValue());
};
nodeSet.numberValue = function numberValue() {
  return new xpath.XNumber(this.stringValue()).numberValue();
};
// Every comparison of a node-set with one value goes through all its nodes.
nodeSet.toUnsortedArray = function toUnsortedArray() {
  visit(this.size);
  return [...this.nodes];
};
const stringForContainerNode = nodeSet.stringForContainerNode;
nodeSet.stringForContainerNode = function visited(node) {
  visit();
  return stringForContainerNode.call(this, node);
};

// XPath 1.0 §4.4 and §3.7: digits with an optional fraction, also "4." and ".5"; \s would also be other spaces.
const numberPattern = /^[ \t\r\n]*-?(?:\d+(?:\.\d*)?|\.\d+)[ \t\r\n]*$/;
xpath.XNumber.prototype.parse = (text) => (numberPattern.test(text) ? Number.parseFloat(text) : Number.NaN);

type Texts = ReadonlySet<string>;

/** XPath 1.0 §3.4: some pair of nodes compares true. Found without trying each pair. */
const comparisons: Record<Comparison, (a: Texts, b: Texts) => boolean> = {
  equals: (a, b) => {
    const [few, many] = a.size < b.size ? [a, b] : [b, a];
    visit(few.size);
    for (const text of few) if (many.has(text)) return true;
    return false;
  },
  notequal: (a, b) => a.size > 0 && b.size > 0 && (a.size > 1 || b.size > 1 || [...a][0] !== [...b][0]),
  lessthan: (a, b) => least(a) < most(b),
  greaterthan: (a, b) => most(a) > least(b),
  lessthanorequal: (a, b) => least(a) <= most(b),
  greaterthanorequal: (a, b) => most(a) >= least(b),
};

for (const [name, compare] of Object.entries(comparisons) as [
  Comparison,
  (a: Texts, b: Texts) => boolean,
][]) {
  const original = nodeSet[name];
  nodeSet[name] = function withOther(other) {
    if (!isNodeSet(other)) return original.call(this, other);
    return new xpath.XBoolean(compare(textsOf(this), textsOf(other)));
  };
}

export function isNodeSet(value: Value): value is NodeSet {
  return value instanceof xpath.XNodeSet;
}

const texts = new WeakMap<NodeSet, Texts>();

/** The string values of a node-set. A node-set lives no longer than an evaluation, in which nothing changes. */
function textsOf(set: NodeSet): Texts {
  const known = texts.get(set);
  if (known) return known;
  visit(set.size);
  const found = new Set(set.nodes.map((node) => set.stringForNode(node)));
  texts.set(set, found);
  return found;
}

/** NaN, which compares false with everything, when no text is a number. */
function least(texts: Texts): number {
  return extreme(texts, (a, b) => a < b);
}

function most(texts: Texts): number {
  return extreme(texts, (a, b) => a > b);
}

function extreme(texts: Texts, isBetter: (a: number, b: number) => boolean): number {
  visit(texts.size);
  let found = Number.NaN;
  for (const text of texts) {
    const number = xpath.XNumber.prototype.parse(text);
    if (Number.isNaN(found) || isBetter(number, found)) found = number;
  }
  return found;
}
