import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import type { CloudInitPart, DocumentEdit, Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { parseXml } from '../xml/parse.ts';
import type { Stop } from '../xml/where-stops.ts';
import { evaluateXPath } from '../xml/xpath.ts';
import { type EditableDocument, forkDocument, printDocument, readAt } from '../yaml/document.ts';
import { type Json, sameJson } from '../yaml/json.ts';
import { parseJsonPointer } from '../yaml/pointer.ts';
import { type Authors, placeIn } from './cloud-init-conflicts.ts';
import { applyDocumentEdit } from './cloud-init-edits.ts';
import { patchCloudInit } from './cloud-init-patch.ts';
import { type CloudInitState, openState, type Session, spend } from './cloud-init-state.ts';
import type { Trail } from './failures.ts';
import { refuseForbiddenData } from './policy-cloud-init.ts';
import { runRule } from './run-rule.ts';
import type { Facts } from './sources.ts';
import type { Item, RuleResult, ValuedWrite, Watch, Write } from './trace.ts';
import type { Scope } from './values.ts';
import { wherePointerStops } from './why.ts';

/** What a rule has around it. A rule that fails has altered `authors` in vain: give it a fork. */
export interface Attempt {
  readonly vmi: Vmi;
  readonly session: Session;
  readonly authors: Authors;
  /** Where in the rule we are, for the diagnostic if something fails there. */
  readonly trail: Trail;
  readonly watch: Watch | undefined;
}

export interface Applied {
  readonly data: CloudInitData;
  readonly result: RuleResult;
  readonly warnings: readonly Diagnostic[];
}

/** The order in which the parts are edited; cloudInitData comes last. */
const PARTS: readonly CloudInitPart[] = ['userData', 'networkData', 'metaData'];

/** One rule, all or nothing: what it did is only in the data that it returns. Throws a Failure. */
export function applyCloudInitRule(rule: Rule, input: CloudInitData, attempt: Attempt): Applied {
  const notes: Notes = { writes: [], shown: [], conflicts: new Map(), isForeign: false };
  let state = openState(input, rule.foreignUserData, attempt.session);
  const { ran, skipped } = runRule(
    rule,
    factsOf(attempt.vmi, () => state),
    attempt.trail,
    (scope, items) => {
      for (const part of PARTS) editPart(rule, part, state, { scope, items }, attempt, notes);
      if (rule.cloudInitData.length === 0) return;
      const data = patch(rule, state.closeAll(), { scope, items }, attempt, notes);
      state = openState(data, rule.foreignUserData, attempt.session);
    },
    attempt.watch,
  );
  const data = state.closeAll();
  // Once more over all edits, whatever each of them was taken for.
  refuseForbiddenData(rule, input, data);
  attempt.watch?.(rule, { kind: 'wrote', writes: notes.shown }, []);
  return {
    data,
    result: resultOf(rule, !sameJson(data, input), ran > 0 ? undefined : (skipped ?? ''), notes),
    warnings: [...notes.conflicts].map(([where, earlier]) => conflict(rule, attempt.trail, earlier, where)),
  };
}

/** One run of a rule's body. */
interface Round {
  readonly scope: Scope;
  readonly items: readonly Item[];
}

/** What is known of a rule's doings, by the names that its author wrote. */
interface Notes {
  readonly writes: Write[];
  /** The same for a watch, with the places in the data. */
  readonly shown: ValuedWrite[];
  /** From the place to the earlier rule. */
  readonly conflicts: Map<string, string>;
  /** Whether edits of user data were passed over. */
  isForeign: boolean;
}

function resultOf(
  { name }: Rule,
  isChanged: boolean,
  skipped: string | undefined,
  { writes, isForeign }: Notes,
): RuleResult {
  if (isChanged) return { rule: name, outcome: 'Applied', writes };
  const reason = skipped ?? (isForeign ? 'foreignUserData: Skip: user data is no cloud-config' : undefined);
  if (reason === undefined) return { rule: name, outcome: 'Unchanged', writes: [] };
  return { rule: name, outcome: 'Skipped', writes: [], ...(reason === '' ? {} : { reason }) };
}

function editPart(
  rule: Rule,
  part: CloudInitPart,
  state: CloudInitState,
  { scope, items }: Round,
  attempt: Attempt,
  notes: Notes,
): void {
  for (const edit of rule[part]) {
    attempt.trail.field = edit.field;
    attempt.trail.span = edit.span;
    const document = state.open(part);
    if (!document) {
      notes.isForeign = true;
      attempt.watch?.(rule, { kind: 'foreign', part }, [...items]);
      return;
    }
    const before = forkDocument(document);
    const { places, effect } = applyDocumentEdit(edit, document, scope);
    const stop = () => (effect === 'Nothing' ? whereEditStops(edit, document, scope) : undefined);
    attempt.watch?.(rule, { kind: 'edit', edit, effect, stop: stop() }, [...items]);
    if (places.length === 0) continue;
    spend(attempt.session, printDocument(document).length);
    if (part === 'metaData') state.close(part);
    if (rule.policies.length > 0) {
      spend(attempt.session, 2 * printDocument(document).length);
      refuseForbiddenData(rule, state.given, state.close(part));
    }
    for (const [i, place] of places.entries()) {
      const isTaken = edit.op === 'move' && i === 0;
      const where = `${part} ${(isTaken ? edit.from : edit.path).text || '""'}`;
      const write: Write = { field: edit.field, path: where, action: isTaken ? 'removed' : actionOf(edit) };
      notes.writes.push(write);
      const verb = edit.op === 'merge' ? edit.op : write.action;
      notes.shown.push({
        ...write,
        action: verb,
        path: `${part} ${place || '""'}`,
        written: where,
        value: undefined,
      });
      const effect = effectOf(edit.op, place, (pointer) => valueIn(before, pointer));
      note(notes, attempt, where, { rule: rule.name, ...effect, place: placeIn(part, place) });
    }
  }
}

function whereEditStops(edit: DocumentEdit, document: EditableDocument, scope: Scope): Stop | undefined {
  return wherePointerStops(edit.path, scope, (path) => readAt(document, path).length > 0);
}

function patch(
  rule: Rule,
  data: CloudInitData,
  { scope, items }: Round,
  attempt: Attempt,
  notes: Notes,
): CloudInitData {
  const check = (patched: CloudInitData) => refuseForbiddenData(rule, data, patched);
  const patched = patchCloudInit(rule.cloudInitData, data, scope, attempt.trail, check);
  for (const edit of rule.cloudInitData)
    attempt.watch?.(rule, { kind: 'edit', edit, effect: 'Found', stop: undefined }, [...items]);
  notes.writes.push(...patched.writes);
  notes.shown.push(...patched.writes.map((write) => ({ ...write, value: undefined })));
  for (const [place, { op, path }] of patched.places) {
    const effect = effectOf(op, place, (pointer) => valueAt(data, pointer));
    note(notes, attempt, `cloudInitData ${path.text || '""'}`, { rule: rule.name, ...effect });
  }
  return patched.data;
}

function note(notes: Notes, { authors }: Attempt, where: string, change: Parameters<Authors['note']>[0]) {
  const earlier = authors.note(change);
  if (earlier !== undefined) notes.conflicts.set(where, earlier);
}

/** What an edit's change did to what stood there before. */
function effectOf(op: string, place: string, before: (pointer: string) => Json | undefined) {
  const isNew = before(place) === undefined;
  const isListItem = Array.isArray(before(place.slice(0, Math.max(0, place.lastIndexOf('/')))));
  const isInserted = isListItem && ['add', 'move', 'copy'].includes(op);
  return {
    place,
    isOverwrite: !isNew && !isInserted,
    movesItems: !isNew && isListItem && (isInserted || op === 'remove'),
  };
}

function actionOf({ op }: DocumentEdit): Write['action'] {
  return op === 'remove' ? 'removed' : op === 'add' || op === 'copy' ? 'added' : 'set';
}

function valueIn(document: EditableDocument, pointer: string): Json | undefined {
  const path = (parseJsonPointer(pointer) ?? []).map((key) => ({ kind: 'key' as const, key }));
  return readAt(document, path)[0];
}

function valueAt(data: CloudInitData, pointer: string): Json | undefined {
  return (parseJsonPointer(pointer) ?? []).reduce<Json | undefined>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as { [key: string]: Json })[key] // own, so it is data; lists have their indices as keys
        : undefined,
    data,
  );
}

function conflict({ name }: Rule, { span }: Trail, earlier: string, where: string): Diagnostic {
  return {
    code: 'Conflict',
    severity: 'warning',
    rule: name,
    span,
    message: `writes ${where}, which rule ${earlier} wrote before`,
    hint: 'the later rule wins: keep one of them',
  };
}

function factsOf(vmi: Vmi, state: () => CloudInitState): Facts {
  return {
    vmi,
    // WrongPhase lets only expressions through that read no document: XPath as a calculator.
    evaluate: (xpath, resolve) => evaluateXPath(xpath, parseXml('<none/>'), resolve),
    read(part, path) {
      const document = state().open(part);
      return document ? readAt(document, path) : [];
    },
  };
}
