import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import type { Condition } from '../rules/model.ts';
import { parseXml } from '../xml/parse.ts';
import { whereXPathStops } from '../xml/where-stops.ts';
import { evaluateXPath } from '../xml/xpath.ts';
import { readAt } from '../yaml/document.ts';
import { openState } from './cloud-init-state.ts';
import { conditionHolds, type Facts } from './sources.ts';
import type { Found } from './trace.ts';
import { whatWasFound } from './why.ts';

/** What rules edit, in one state. */
export interface Documents {
  readonly domain: string;
  readonly cloudInit: CloudInitData | undefined;
}

/** The conditions that do not hold on these documents, and what their sources gave instead. */
export function falseConditions(
  conditions: readonly Condition[],
  vmi: Vmi,
  { domain, cloudInit }: Documents,
): { condition: Condition; found: readonly Found[] }[] {
  const document = parseXml(domain);
  const state = cloudInit && openState(cloudInit, 'Skip');
  const facts: Facts = {
    vmi,
    evaluate: (xpath, resolve) => evaluateXPath(xpath, document, resolve),
    whereStops: (xpath, resolve) => whereXPathStops(xpath, document, resolve),
    read(part, path) {
      const opened = state?.open(part);
      return opened ? readAt(opened, path) : [];
    },
  };
  const nothing = new Map();
  return conditions
    .filter((condition) => !conditionHolds(condition, facts, nothing))
    .map((condition) => ({ condition, found: whatWasFound(condition, facts, nothing) }));
}
