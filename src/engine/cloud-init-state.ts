import { type CloudInitData, readMetaData, writeMetaData } from '../kubevirt/cloud-init-data.ts';
import type { CloudInitPart } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { type EditableDocument, openDocument, printDocument } from '../yaml/document.ts';
import { isMapping, type Json } from '../yaml/json.ts';
import { openNetworkData } from '../yaml/network-data.ts';
import { type ForeignPolicy, openUserData, printUserData } from '../yaml/user-data.ts';

/**
 * The cloud-init data of one call while one rule works on it. Parts are opened when first asked for and written back
 * by `close`; until then `data` is what it was, so dropping the state undoes the rule.
 */
export interface CloudInitState {
  /** The document of a part; undefined when user data is foreign and the rule says to skip it. */
  open(part: CloudInitPart): EditableDocument | undefined;
  /** The data with every opened part written back. */
  close(): CloudInitData;
}

interface Opened {
  readonly document: EditableDocument;
  readonly write: (data: CloudInitData) => CloudInitData;
}

export function openState(data: CloudInitData, onForeign: ForeignPolicy): CloudInitState {
  const opened = new Map<CloudInitPart, Opened | undefined>();
  return {
    open(part) {
      if (!opened.has(part)) opened.set(part, openPart(part, data, onForeign));
      return opened.get(part)?.document;
    },
    close: () => [...opened.values()].reduce((current, part) => part?.write(current) ?? current, data),
  };
}

function openPart(part: CloudInitPart, data: CloudInitData, onForeign: ForeignPolicy): Opened | undefined {
  switch (part) {
    case 'userData': {
      const user = openUserData(textIn(data, 'UserData'), onForeign);
      if (user.kind === 'Foreign') return undefined;
      return { document: user.document, write: (current) => ({ ...current, UserData: printUserData(user) }) };
    }
    case 'networkData': {
      const document = openNetworkData(textIn(data, 'NetworkData'));
      return { document, write: (current) => ({ ...current, NetworkData: printDocument(document) }) };
    }
    case 'metaData': {
      const document = openDocument(JSON.stringify(readMetaData(data)), 'Json');
      return { document, write: (current) => writeMetaData(current, mapping(printDocument(document))) };
    }
  }
}

function textIn(data: CloudInitData, field: 'UserData' | 'NetworkData'): string {
  const value = data[field] ?? '';
  if (typeof value !== 'string') throw new Failure('InvalidDocument', `CloudInitData.${field} is not text`);
  return value;
}

function mapping(text: string): CloudInitData {
  const value = JSON.parse(text) as Json; // JSON.parse gives nothing else
  if (!isMapping(value)) throw new Failure('TypeMismatch', 'the meta-data must stay a mapping');
  return value;
}
