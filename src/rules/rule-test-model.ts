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
  readonly vmi: unknown;
  /** XML, or the name of a file beside the test. */
  readonly domain: string | undefined;
  readonly cloudInit: CloudInitCase | undefined;
  readonly result: readonly (readonly [string, Outcome])[];
  readonly error: string | undefined;
  readonly expect: readonly Condition[];
  readonly expectText: Readonly<Partial<Record<'domain' | 'userData' | 'networkData', string>>>;
  readonly expectUnchanged: boolean;
}

export interface CloudInitCase {
  readonly dataSource: 'NoCloud' | 'ConfigDrive';
  readonly userData: string;
  readonly networkData: string;
  readonly metaData: unknown;
}
