import { createFileRegistry, fromJson, type JsonValue, type Registry } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** The fields of an object: a scalar's type, a list's item in brackets, a map of texts, or an object of its own. */
export interface Fields {
  readonly [name: string]:
    | 'string'
    | 'int64'
    | 'bool'
    | 'map'
    | readonly ['string']
    | readonly [Fields]
    | Fields;
}

/**
 * The types `Object`, `Object.spec`, `Object.spec.containers` and so on, as a MutatingAdmissionPolicy's expression may
 * make them: what is not in `fields` cannot be written.
 */
export function objectTypes(fields: Fields): Registry {
  const file = {
    name: 'object.proto',
    syntax: 'proto3',
    messageType: [messageType('Object', 'Object', fields)],
  };
  return createFileRegistry(fromJson(FileDescriptorSetSchema, { file: [file] } as JsonValue)); // plain data throughout
}

function messageType(name: string, path: string, fields: Fields): JsonValue {
  const nested: JsonValue[] = [];
  const field = Object.entries(fields).map(([key, type], index) => {
    const common = { name: key, jsonName: key, number: index + 1 };
    if (type === 'map') {
      const entry = `${key[0]?.toUpperCase()}${key.slice(1)}Entry`;
      nested.push(mapEntry(entry));
      return { ...common, label: 'LABEL_REPEATED', type: 'TYPE_MESSAGE', typeName: `.${path}.${entry}` };
    }
    const label = Array.isArray(type) ? 'LABEL_REPEATED' : 'LABEL_OPTIONAL';
    const inner: unknown = Array.isArray(type) ? type[0] : type;
    if (typeof inner === 'string') return { ...common, label, type: `TYPE_${inner.toUpperCase()}` };
    nested.push(messageType(key, `${path}.${key}`, inner as Fields)); // neither scalar, map nor list
    return { ...common, label, type: 'TYPE_MESSAGE', typeName: `.${path}.${key}` };
  });
  return { name, field, nestedType: nested };
}

function mapEntry(name: string): JsonValue {
  const field = ['key', 'value'].map((key, index) => {
    return { name: key, jsonName: key, number: index + 1, label: 'LABEL_OPTIONAL', type: 'TYPE_STRING' };
  });
  return { name, field, options: { mapEntry: true } };
}
