import type { Span } from '../text/source.ts';
import type { Condition, Outcome } from './model.ts';

/** A file of cases for some rules. */
export interface RuleTest {
  readonly name: string;
  /** Rule files, relative to the test's own. */
  readonly rules: readonly string[];
  readonly cases: readonly RuleCase[];
}

export interface RuleCase {
  readonly name: string;
  readonly span: Span;
  readonly vmi: unknown;
  /** XML, or the name of a file beside the test. */
  readonly domain: string | undefined;
  readonly cloudInit: CloudInitCase | undefined;
  readonly result: readonly ExpectedResult[];
  readonly error: ExpectedText | undefined;
  readonly expect: readonly Condition[];
  readonly expectText: Readonly<Partial<Record<'domain' | 'userData' | 'networkData', ExpectedText>>>;
  /** Where it says that nothing may change, if it does. */
  readonly expectUnchanged: Span | undefined;
}

export interface ExpectedResult {
  readonly rule: string;
  readonly outcome: Outcome;
  readonly span: Span;
}

export interface ExpectedText {
  readonly text: string;
  readonly span: Span;
}

export interface CloudInitCase {
  readonly dataSource: 'NoCloud' | 'ConfigDrive';
  readonly userData: string;
  readonly networkData: string;
  readonly metaData: unknown;
}
