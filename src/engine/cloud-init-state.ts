import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import { readMetaData, writeMetaData } from '../kubevirt/cloud-init-meta-data.ts';
import type { CloudInitPart } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { type EditableDocument, forkDocument, openDocument, printDocument } from '../yaml/document.ts';
import { isMapping, type Json } from '../yaml/json.ts';
import { openNetworkData } from '../yaml/network-data.ts';
import {
  type ForeignPolicy,
  forkUserData,
  openUserData,
  printUserData,
  type UserData,
} from '../yaml/user-data.ts';

/**
 * The cloud-init data while one rule works on it. Parts are read when first asked for and written back by `close`; until
 * then nothing outside is altered, so dropping the state undoes the rule.
 */
export interface CloudInitState {
  /** What it was opened with. */
  readonly given: CloudInitData;
  /** The document of a part; undefined when user data is foreign and the rule passes over it. */
  open(part: CloudInitPart): EditableDocument | undefined;
  /** The data with one part written back. Throws TypeMismatch for meta-data that KubeVirt could not decode. */
  close(part: CloudInitPart): CloudInitData;
  /** The data with every part written back. */
  closeAll(): CloudInitData;
}

/** What the rules of one call share: documents that were read already, and how much may still be read. */
export interface Session {
  readonly read: Map<CloudInitPart, { readonly text: string; readonly opened: Opened }>;
  charactersLeft: number;
}

/**
 * Each edit that changes something reads the whole document again. With KubeVirt's 200m CPU that goes at half a million
 * characters a second, and virt-handler gives up after 20 s.
 */
export const MAX_READ_CHARACTERS = 8 * 1024 * 1024;

/** A part that was read, and how to get it back as text. */
interface Opened {
  readonly document: EditableDocument;
  print(): string;
  fork(): Opened;
  /** Whether a script or the like was put beside an empty cloud-config, which only counts when that gets edited. */
  readonly isWrapping: boolean;
}

export function startSession(): Session {
  return { read: new Map(), charactersLeft: MAX_READ_CHARACTERS };
}

/** Counts what is read. Throws LimitExceeded when that is too much for one call. */
export function spend(session: Session, characters: number): void {
  session.charactersLeft -= characters;
  if (session.charactersLeft >= 0) return;
  throw new Failure(
    'LimitExceeded',
    `the edits of this call read more than ${MAX_READ_CHARACTERS} characters again and again`,
    'edit fewer places, or shorten the data',
  );
}

export function openState(
  data: CloudInitData,
  onForeign: ForeignPolicy,
  session: Session = startSession(),
): CloudInitState {
  const parts = new Map<CloudInitPart, { text: string; opened: Opened | undefined }>();
  const writeBack = (current: CloudInitData, part: CloudInitPart): CloudInitData => {
    const { text, opened } = parts.get(part) ?? { text: '' };
    if (!opened) return current;
    const printed = opened.print();
    if (printed !== text || !opened.isWrapping)
      session.read.set(part, { text: printed, opened: opened.fork() });
    return printed === text ? current : withText(current, part, printed);
  };
  return {
    given: data,
    open(part) {
      if (!parts.has(part)) {
        const text = textOf(data, part);
        parts.set(part, { text, opened: readPart(part, text, onForeign, session) });
      }
      return parts.get(part)?.opened?.document;
    },
    close: (part) => writeBack(data, part),
    closeAll: () => [...parts.keys()].reduce(writeBack, data),
  };
}

function readPart(
  part: CloudInitPart,
  text: string,
  onForeign: ForeignPolicy,
  session: Session,
): Opened | undefined {
  const known = session.read.get(part);
  if (known?.text === text) return known.opened.fork();
  spend(session, text.length);
  switch (part) {
    case 'userData': {
      const user = openUserData(text, onForeign);
      return user.kind === 'Foreign' ? undefined : openedUserData(user);
    }
    case 'networkData':
      return openedDocument(openNetworkData(text));
    case 'metaData':
      return openedDocument(openDocument(text, 'Json', { isListless: true }));
  }
}

function openedUserData(user: UserData): Opened {
  return {
    document: user.document,
    print: () => printUserData(user),
    fork: () => openedUserData(forkUserData(user)),
    isWrapping: user.kind === 'Wrapped',
  };
}

function openedDocument(document: EditableDocument): Opened {
  return {
    document,
    print: () => printDocument(document),
    fork: () => openedDocument(forkDocument(document)),
    isWrapping: false,
  };
}

function textOf(data: CloudInitData, part: CloudInitPart): string {
  if (part === 'metaData') return JSON.stringify(readMetaData(data));
  const field = part === 'userData' ? 'UserData' : 'NetworkData';
  const text = data[field] ?? '';
  if (typeof text !== 'string') throw new Failure('InvalidDocument', `CloudInitData.${field} is not text`);
  return text;
}

function withText(data: CloudInitData, part: CloudInitPart, text: string): CloudInitData {
  if (part === 'metaData') return writeMetaData(data, mapping(text));
  return { ...data, [part === 'userData' ? 'UserData' : 'NetworkData']: text };
}

function mapping(text: string): CloudInitData {
  const value = JSON.parse(text) as Json; // JSON.parse gives nothing else
  if (!isMapping(value)) throw new Failure('TypeMismatch', 'the meta-data must stay a mapping');
  return value;
}
