import { XMLNS } from '../xml/node.ts';
import { ScanError, scan } from '../xml/scan.ts';
import { readAttributes } from '../xml/start-tag.ts';
import { checkAttribute, type Reach, type ReportName, reachChild } from './check-name.ts';

/**
 * Reports each element and attribute of a fragment that libvirt does not have there. `outer` is what the fragment's
 * elements stand in. A fragment that is not well-formed is judged up to there: what is wrong with it is told elsewhere.
 */
export function checkFragmentNames(
  text: string,
  namespaces: ReadonlyMap<string, string>,
  outer: Reach,
  report: ReportName,
): void {
  const open: Reach[] = [outer];
  const resolvePrefix = (prefix: string) => namespaces.get(prefix) ?? (prefix === '' ? undefined : prefix);
  try {
    scan(
      text,
      { isFragment: true, resolvePrefix },
      {
        open(tag, start, end) {
          const nameEnd = start + 1 + tag.name.length;
          const written = { ...nameOf(tag), start: start + 1, end: nameEnd };
          const reach = reachChild(written, open.at(-1), report);
          open.push(reach);
          for (const { name, nameStart } of readAttributes(text.slice(start, end))) {
            const scanned = tag.attributes[name];
            if (!scanned || scanned.uri === XMLNS) continue;
            const place = { start: start + nameStart, end: start + nameStart + name.length };
            checkAttribute({ ...nameOf(scanned), ...place }, reach, report);
          }
        },
        close() {
          open.pop();
        },
        text() {},
        cdata() {},
        comment() {},
        instruction() {},
      },
    );
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
  }
}

function nameOf({ local, uri }: { local: string; uri: string }): { local: string; namespace: string | null } {
  return { local, namespace: uri === '' ? null : uri };
}
