import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { RefusedCall, toStatus, UndecodableRequest } from '../../src/server/status.ts';
import type { Diagnostic, DiagnosticCode } from '../../src/text/diagnostic.ts';
import { Failure } from '../../src/text/failure.ts';

const source = { name: '/etc/sidepatch/rules.d/10-smbios.yaml', text: 'a\nb\ncdef' };

function diagnostic(code: DiagnosticCode, given: Partial<Diagnostic> = {}): Diagnostic {
  const span = { source, start: 5, end: 6 };
  return {
    code,
    severity: 'error',
    message: 'is wrong',
    hint: 'write it right',
    rule: 'smbios',
    span,
    ...given,
  };
}

function apply(first: Diagnostic): RefusedCall {
  return new RefusedCall({ phase: 'Apply', first, more: 0 }, {});
}

const INTERNAL =
  "sidepatch: internal error, nothing was changed; see the hook sidecar's log, and please report it";

const MAPPED: Record<string, readonly [unknown, status, string | RegExp]> = {
  'one broken rule': [
    new RefusedCall({ phase: 'Load', first: diagnostic('InvalidField'), more: 0 }, {}),
    status.INVALID_ARGUMENT,
    '/etc/sidepatch/rules.d/10-smbios.yaml:3:2: InvalidField: rule smbios: is wrong; write it right',
  ],
  'several broken rules': [
    new RefusedCall({ phase: 'Load', first: diagnostic('InvalidField'), more: 2 }, {}),
    status.INVALID_ARGUMENT,
    /; write it right \(and 2 more, see the sidecar's log\)$/,
  ],
  'a protected path found while loading': [
    new RefusedCall({ phase: 'Load', first: diagnostic('ProtectedPath'), more: 0 }, {}),
    status.INVALID_ARGUMENT,
    /ProtectedPath/,
  ],
  'an input that is no XML': [
    apply(diagnostic('InvalidDocument')),
    status.INVALID_ARGUMENT,
    /InvalidDocument/,
  ],
  'a limit': [apply(diagnostic('LimitExceeded')), status.RESOURCE_EXHAUSTED, /LimitExceeded/],
  'a protected path': [apply(diagnostic('ProtectedPath')), status.PERMISSION_DENIED, /ProtectedPath/],
  'a missing capability': [apply(diagnostic('UndeclaredCapability')), status.PERMISSION_DENIED, /Undeclared/],
  'a failed test': [apply(diagnostic('TestFailed')), status.FAILED_PRECONDITION, /TestFailed/],
  'a missing value': [apply(diagnostic('MissingValue')), status.FAILED_PRECONDITION, /MissingValue/],
  'an internal diagnostic': [apply(diagnostic('Internal')), status.INTERNAL, INTERNAL],
  'a stray failure': [
    new Failure('LimitExceeded', 'too big', 'split it'),
    status.RESOURCE_EXHAUSTED,
    /too big; split it/,
  ],
  'an internal failure': [new Failure('Internal', 'hunter2'), status.INTERNAL, INTERNAL],
  'an unexpected error': [new TypeError('hunter2'), status.INTERNAL, INTERNAL],
  'something thrown that is no error': ['hunter2', status.INTERNAL, INTERNAL],
  'bytes that are no message': [new UndecodableRequest(), status.INTERNAL, /not a valid protobuf message/],
};

for (const [name, [error, code, details]] of Object.entries(MAPPED)) {
  test(`${name} becomes ${status[code]}`, () => {
    const found = toStatus(error);
    assert.equal(found.code, code);
    if (typeof details === 'string') assert.equal(found.details, details);
    else assert.match(found.details, details);
  });
}

const LONG: Record<string, Partial<Diagnostic>> = {
  'a long message': { message: 'x'.repeat(2000) },
  'a long message of umlauts': { message: 'ü'.repeat(2000) },
  'a long message of emoji': { message: '🐧'.repeat(2000) },
  'a long message of line breaks': { message: '\n'.repeat(2000) },
  'a message just over the limit': { message: 'x'.repeat(420) },
};

for (const [name, given] of Object.entries(LONG)) {
  for (const more of [0, 12]) {
    test(`${name} is cut under 500 characters, keeping place and cure${more ? ' and the number of others' : ''}`, () => {
      const error = new RefusedCall({ phase: 'Load', first: diagnostic('InvalidField', given), more }, {});
      const { details } = toStatus(error);
      assert.ok(details.length < 500, `${details.length}`);
      assert.ok(details.length > 490 || more > 0, `${details.length} is needlessly short`);
      assert.ok(details.startsWith('/etc/sidepatch/rules.d/10-smbios.yaml:3:2: InvalidField: rule smbios: '));
      assert.ok(details.includes('…; write it right'));
      assert.doesNotMatch(details, /\p{Surrogate}/u);
      assert.doesNotMatch(details, /\p{Cc}/u);
    });
  }
}

test('even a name of a file longer than the message fits', () => {
  const span = { source: { name: `/${'d'.repeat(3000)}`, text: '' }, start: 0, end: 0 };
  const { details } = toStatus(apply(diagnostic('NoMatch', { span, hint: 'h'.repeat(600) })));
  assert.equal(details.length, 499);
});

test('half a surrogate pair, which grpc-js cannot encode, is replaced', () => {
  const { details } = toStatus(apply(diagnostic('NoMatch', { message: 'a\ud800b' })));
  assert.doesNotThrow(() => encodeURI(details));
  assert.match(details, /a\ufffdb/);
});
