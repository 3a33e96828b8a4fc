import { type CelInput, isCelError, run } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { isReflectMessage, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { toCel } from '../../deploy/cel.ts';
import { parseElement } from '../canonical-xml.ts';
import { childrenNamed } from './compare-structs.ts';
import type { GoField, GoStruct } from './go-structs.ts';
import { domain } from './libvirtxml.ts';
import { messageTypes, NATIVE, toMessage } from './messages.ts';

// KubeVirt's CEL hook, rebuilt: libvirtxml's structs as message types with presence (pkg/virt-launcher/virtwrap/plugins/cel
// keeps only the fields that an expression names), and its merge (deepmerge.go).

/** The domain as KubeVirt's hook would leave it. Throws what CEL calls an error. */
export function applyCel(expression: string, domainXml: string, vmi: object): string {
  const root = parseElement(domainXml);
  const registry = messageTypes(domain);
  const bindings = { vmi: toCel(vmi), domainSpec: toMessage(root, domain, registry) as CelInput };
  const value = run(expression, bindings, { registry, funcs: strings });
  if (isCelError(value)) throw new Error(value.message);
  if (!isReflectMessage(value) || value.desc.typeName !== 'Domain') throw new Error('returns no Domain');
  merge(root, value, domain);
  return new XMLSerializer().serializeToString(root);
}

/** deepmerge.go: named fields only, structs deeply, lists as a whole. */
function merge(element: Element, message: ReflectMessage, { fields, arms = {} }: GoStruct): void {
  for (const [type, { go, struct }] of Object.entries(arms)) {
    const inner = namedValue(message, go);
    if (!isReflectMessage(inner)) continue;
    element.setAttribute('type', type);
    merge(element, inner, struct);
  }
  for (const field of fields) {
    const value = field.go === '' ? undefined : namedValue(message, field.go);
    if (value !== undefined) setField(element, field, value);
  }
}

function setField(element: Element, field: GoField, value: unknown): void {
  switch (field.kind) {
    case 'attribute':
    case 'text':
    case 'element':
      setScalar(element, field, String(value));
      break;
    case 'struct': {
      if (!isReflectMessage(value)) throw new Error(`${field.go} is no struct`);
      const existing = childrenNamed(element, field.xml)[0];
      if (existing && nativeOf(value) !== '') element.removeChild(existing);
      const kept = nativeOf(value) === '' ? existing : undefined;
      append(element, field.xml, value, field.struct, kept);
      break;
    }
    case 'list':
      for (const old of childrenNamed(element, field.xml)) element.removeChild(old);
      for (const item of value as Iterable<ReflectMessage>) append(element, field.xml, item, field.struct);
      break;
    case 'texts':
      for (const old of childrenNamed(element, field.xml)) element.removeChild(old);
      for (const text of value as Iterable<string>) createChild(element, field.xml).textContent = text;
      break;
    case 'raw':
      throw new Error(`${field.go} is not rebuilt here`);
  }
}

function append(
  parent: Element,
  name: string,
  message: ReflectMessage,
  struct: GoStruct,
  existing?: Element,
): void {
  const native = nativeOf(message);
  if (native === '') return merge(existing ?? createChild(parent, name), message, struct);
  const copy = parent.ownerDocument?.importNode(parseElement(native), true);
  if (copy) parent.appendChild(copy);
}

/** `omitempty`: a zero is not written. */
function setScalar(element: Element, field: GoField, value: string): void {
  const zero = 'type' in field && field.type !== 'string' ? '0' : '';
  const isAbsent = 'isOptional' in field && field.isOptional && value === zero;
  if (field.kind === 'attribute') {
    if (isAbsent) element.removeAttribute(field.xml);
    else element.setAttribute(field.xml, value);
    return;
  }
  if (field.kind === 'text') {
    element.textContent = value;
    return;
  }
  const existing = childrenNamed(element, field.xml)[0];
  if (isAbsent) {
    if (existing) element.removeChild(existing);
  } else (existing ?? createChild(element, field.xml)).textContent = value;
}

const QEMU = 'http://libvirt.org/schemas/domain/qemu/1.0';

function createChild(parent: Element, name: string): Element {
  const document = parent.ownerDocument;
  if (!document) throw new Error('no document');
  const child = name.startsWith('qemu:')
    ? document.createElementNS(QEMU, name)
    : document.createElement(name);
  parent.appendChild(child);
  return child;
}

/** What an expression has set; undefined otherwise. */
function namedValue(message: ReflectMessage, name: string): unknown {
  const field = message.fields.find((one) => one.name === name);
  if (field === undefined) return undefined;
  return message.isSet(field) ? message.get(field) : undefined;
}

function nativeOf(message: ReflectMessage): string {
  return String(namedValue(message, NATIVE) ?? '');
}
