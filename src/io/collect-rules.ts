import { joinRuleFiles, type RuleFiles, readRuleFiles } from './rule-files.ts';

/** Where KubeVirt's documents have a ConfigMap mounted: the two names that its own shim would run. */
export const DEFAULT_RULE_FILES = ['/usr/bin/onDefineDomain', '/usr/bin/preCloudInitIso'] as const;

/** Where an image built on ours, or a volume, puts rules of the platform. */
export const DEFAULT_RULE_FOLDER = '/etc/sidepatch/rules.d';

export interface RulePlaces {
  readonly folder: string;
  readonly hookFiles: readonly string[];
}

export const DEFAULT_RULE_PLACES: RulePlaces = { folder: DEFAULT_RULE_FOLDER, hookFiles: DEFAULT_RULE_FILES };

/**
 * All rule files of a sidecar, in the order in which they run: the rules folder, the hook files, then the paths given
 * with --rules. The first two may be absent. Nothing found anywhere and nothing wrong either: one diagnostic that says
 * where rules go.
 */
export function collectRules(given: {
  readonly explicit: readonly string[];
  readonly defaults?: RulePlaces;
}): RuleFiles {
  const { explicit, defaults = DEFAULT_RULE_PLACES } = given;
  const found = joinRuleFiles([
    readRuleFiles([defaults.folder], { missing: 'Skip', folders: 'Read' }),
    readRuleFiles(defaults.hookFiles, { missing: 'Skip', folders: 'Refuse' }),
    readRuleFiles(explicit, { missing: 'Refuse', folders: 'Read' }),
  ]);
  if (found.sources.length > 0 || found.diagnostics.length > 0) return found;
  return {
    ...found,
    diagnostics: [
      {
        code: 'UnreadableFile',
        severity: 'error',
        message: `no rules: nothing in ${[defaults.folder, ...defaults.hookFiles].join(', ')}`,
        hint: 'mount a ConfigMap key with configMap.hookPath /usr/bin/onDefineDomain, or give --rules PATH in args',
      },
    ],
  };
}
