import { Node } from './linked-node.ts';

/** As the DOM names and numbers them; a processing instruction is 7, and its name is its target. */
const leafNames = { 3: '#text', 4: '#cdata-section', 8: '#comment' } as const;

/** A text, CDATA section, comment or processing instruction. Never changes: another one takes its place. */
export class Leaf extends Node {
  readonly nodeType: number;
  readonly nodeName: string;
  override readonly nodeValue: string;
  /** What is written for it; undefined: its value, escaped. */
  readonly raw: string | undefined;

  constructor(kind: keyof typeof leafNames | { readonly target: string }, value: string, raw?: string) {
    super();
    this.nodeType = typeof kind === 'number' ? kind : 7;
    this.nodeName = typeof kind === 'number' ? leafNames[kind] : kind.target;
    this.nodeValue = value;
    this.raw = raw;
  }

  get data(): string {
    return this.nodeValue;
  }

  copy(): Leaf {
    const { nodeType, nodeName: target, nodeValue, raw } = this;
    const isOf = (kind: number): kind is keyof typeof leafNames => kind in leafNames;
    return new Leaf(isOf(nodeType) ? nodeType : { target }, nodeValue, raw);
  }
}
