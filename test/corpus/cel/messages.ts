import {
  createFileRegistry,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  type Registry,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { childrenNamed } from './compare-structs.ts';
import type { GoField, GoStruct } from './go-structs.ts';

/** Where a message carries the element that it was read from: passed on as it is, it loses nothing. */
export const NATIVE = 'native__';

/** The structs below `root` as message types whose fields know whether they are set. */
export function messageTypes(root: GoStruct): Registry {
  const types = new Map<string, JsonValue>();
  const visit = ({ type, fields, arms = {} }: GoStruct): void => {
    if (type === '' || types.has(type)) return;
    types.set(type, null);
    const described = [
      ...fields.filter(({ go }) => go !== '').map(describeField),
      ...Object.values(arms).map(({ go, struct }) => messageField(go, struct)),
      { name: NATIVE, type: 'TYPE_STRING' },
    ];
    const field = described.map((one, index) => ({
      label: 'LABEL_OPTIONAL',
      jsonName: one.name,
      number: index + 1,
      ...one,
    }));
    types.set(type, { name: type, field });
    for (const { go, ...one } of fields) if (go !== '' && 'struct' in one) visit(one.struct);
    for (const { struct } of Object.values(arms)) visit(struct);
  };
  visit(root);
  const file = { name: 'libvirtxml.proto', syntax: 'proto2', messageType: [...types.values()] };
  return createFileRegistry(fromJson(FileDescriptorSetSchema, { file: [file] }));
}

function describeField(field: GoField): { readonly name: string; readonly [key: string]: string } {
  switch (field.kind) {
    case 'struct':
      return messageField(field.go, field.struct);
    case 'list':
      return { ...messageField(field.go, field.struct), label: 'LABEL_REPEATED' };
    case 'texts':
      return { name: field.go, type: 'TYPE_STRING', label: 'LABEL_REPEATED' };
    case 'raw':
      return { name: field.go, type: 'TYPE_STRING' };
    default:
      return { name: field.go, type: `TYPE_${field.type.toUpperCase()}` };
  }
}

function messageField(name: string, { type }: GoStruct) {
  return { name, type: 'TYPE_MESSAGE', typeName: `.${type}` };
}

/** A domain as CEL's `domainSpec`. */
export function toMessage(element: Element, struct: GoStruct, registry: Registry): Message {
  const type = registry.getMessage(struct.type);
  if (type === undefined) throw new Error(`no type ${struct.type}`);
  return fromJson(type, toJson(element, struct), { registry });
}

function toJson(element: Element, { fields, arms }: GoStruct): JsonObject {
  const arm = arms?.[element.getAttribute('type') ?? ''];
  const json: JsonObject = { [NATIVE]: new XMLSerializer().serializeToString(element) };
  if (arm !== undefined) json[arm.go] = toJson(element, arm.struct);
  for (const field of fields) {
    const value = field.go === '' ? undefined : jsonOf(element, field);
    if (value !== undefined) json[field.go] = value;
  }
  return json;
}

function jsonOf(element: Element, field: GoField): JsonValue | undefined {
  const children = childrenNamed(element, field.xml);
  const [first] = children;
  switch (field.kind) {
    case 'attribute':
      return element.hasAttribute(field.xml) ? (element.getAttribute(field.xml) ?? '') : undefined;
    case 'text':
      return element.textContent?.trim() || undefined;
    case 'element':
      return first && (first.textContent ?? '');
    case 'struct':
      return first && toJson(first, field.struct);
    case 'list':
      return children.map((child) => toJson(child, field.struct));
    case 'texts':
      return children.map(({ textContent }) => textContent ?? '');
    case 'raw':
      return undefined;
  }
}
