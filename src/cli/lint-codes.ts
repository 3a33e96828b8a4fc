import type { DiagnosticCode } from '../text/diagnostic.ts';

/** What each code means, for the lists of rules that code scanning shows. */
export const CODES: Readonly<Record<DiagnosticCode, { readonly about: string; readonly cure: string }>> = {
  InvalidYaml: {
    about: 'The file is not YAML, or uses parts of YAML that rules do not.',
    cure: 'Mend the line that the message names. Until then nothing else in that document is checked.',
  },
  InvalidField: {
    about: 'A field is unknown, missing, of the wrong type, or its value is not allowed.',
    cure: 'Write the field as the language knows it; sidepatch schema prints a JSON Schema for editors.',
  },
  DuplicateRule: {
    about: 'Two rules have the same name.',
    cure: 'Names are unique over all files that are loaded together: rename one.',
  },
  UnknownVariable: {
    about: 'A value names a variable, or a field of one, that nothing declares.',
    cure: 'Declare it under variables, above the place where it is used.',
  },
  InvalidTemplate: {
    about: 'A $(…) is broken, stands where no value can, or was probably meant and not written.',
    cure: 'Write $(name) for the value of a variable, and $$( for a plain $(.',
  },
  InvalidXPath: {
    about: 'An XPath expression is broken, or is no path that an edit can write to.',
    cure: 'Write XPath 1.0; values are XPath variables there: $name.',
  },
  InvalidXml: {
    about: 'An XML fragment is not well-formed, or is not what this edit takes.',
    cure: 'Close every element, quote every attribute, and give the number of elements that the edit needs.',
  },
  InvalidPointer: {
    about: 'A JSON Pointer is broken, or leads to what cannot be edited.',
    cure: 'Start with /, part the steps with /, write ~1 for a / and ~0 for a ~ inside a step.',
  },
  InvalidRegex: {
    about: 'A regular expression is broken or uses what is not supported.',
    cure: 'Write it in the syntax of RE2: no look-around, no back-references.',
  },
  UndeclaredNamespace: {
    about: 'An XML prefix is not declared.',
    cure: 'Declare it under namespaces; qemu and kubevirt are built in.',
  },
  UndeclaredCapability: {
    about: 'The rule writes what can run code or open the host, and does not say so.',
    cure: 'List the capability under capabilities, where a reviewer sees it.',
  },
  WrongPhase: {
    about: 'The rule reads a document that does not exist yet, or no longer, when it is applied.',
    cure: 'Read annotations, labels or vmi, which both hooks see; or split the rule.',
  },
  ProtectedPath: {
    about: 'The rule writes to a part of the domain that belongs to KubeVirt.',
    cure: 'Leave this part as it is.',
  },
  UnguardedValue: {
    about: 'A value from a VM becomes part of a command without being constrained.',
    cure: 'Constrain it with must, or with a transform: capture, map, quantity or parse: Integer.',
  },
  UnreadableFile: {
    about: 'A file, or a key of a ConfigMap, cannot be read as rules.',
    cure: 'Check that it exists, may be read, and is UTF-8 text.',
  },
  PolicyViolation: {
    about: "The rule does what the platform's policy forbids.",
    cure: 'Leave it out, or ask the platform team for it.',
  },
  Unreachable: {
    about: 'Something in the rule can never take effect.',
    cure: 'Mend the line that the message names, or take it out.',
  },
  MissingValue: {
    about: 'A value that the rule needs is missing.',
    cure: 'Give it on the VM, or a default.',
  },
  InvalidValue: { about: 'A value is not what the rule allows.', cure: 'Change it on the VM.' },
  NoMatch: {
    about: 'A path finds nothing, and the edit needs something there.',
    cure: 'Mend the path, or set onNoMatch: Skip.',
  },
  TypeMismatch: {
    about: 'A place holds another type than the edit needs.',
    cure: 'Compare the path with the document.',
  },
  MixedContent: {
    about: 'A text is to be written into an element that has child elements.',
    cure: 'Write to an attribute or to a child instead.',
  },
  TestFailed: { about: 'A test of the rule does not hold.', cure: 'See the message of the test.' },
  ForeignUserData: {
    about: 'The user data is no cloud-config.',
    cure: 'Set foreignUserData to Skip or Wrap, or change the user data.',
  },
  InvalidDocument: {
    about: 'The domain or the cloud-init data cannot be read.',
    cure: 'Mend the document at the place that the message names.',
  },
  LimitExceeded: {
    about: 'Something is larger than sidepatch takes.',
    cure: 'See docs/limits.md: the message says which limit.',
  },
  Internal: { about: 'A mistake in sidepatch itself.', cure: 'Please report it.' },
  UnknownName: {
    about: 'libvirt has no such element or attribute there.',
    cure: 'Compare the name with the documentation of libvirt.',
  },
  Conflict: {
    about: 'Two rules write different values to one place.',
    cure: 'Let only one of them write it.',
  },
  NotIdempotent: {
    about: 'The rule changes its own result again.',
    cure: 'Write values that do not depend on what the rule itself changes.',
  },
};
