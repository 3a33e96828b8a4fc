import { type CorpusCase, readCases } from '../test/corpus/cases.ts';
import { type Judgement, judge } from '../test/corpus/cel/judge.ts';
import { domain } from '../test/corpus/cel/libvirtxml.ts';
import { knownDomain } from '../test/corpus/kubevirt-domain.ts';
import { lostTo, lostToGo, newlyLost } from '../test/corpus/lost-places.ts';
import { runCases } from '../test/corpus/run-case.ts';

const INTRODUCTION = `<!-- Made from test/corpus by scripts/plugin-pages: change the cases, not this page. -->

# KubeVirt's CEL hook, or a rule

A Plugin of KubeVirt 1.9 can change a domain by itself, with a CEL expression and no sidecar:

\`\`\`yaml
domainHooks:
  - cel:
      expression: 'Domain{CPU: DomainCPU{Mode: "host-passthrough"}}'
\`\`\`

For a constant outside of lists that is the shortest way, and needs nothing of ours. This page says how far it goes:
each case of [the corpus](../test/corpus/README.md) was compared with what an expression can return. A program does that
([judge.ts](../test/corpus/cel/judge.ts)); a dozen expressions are also evaluated
([expressions.yaml](../test/corpus/cel/expressions.yaml)).

An expression sees \`vmi\` and \`domainSpec\`, and returns a \`Domain\` of Go's libvirtxml, which is merged into the domain:

- Fields that it does not name stay. Lists are replaced as a whole, so an element is added with
  \`domainSpec.CPU.Features + [...]\` and taken out with \`filter\`.
- **Restated** below: an element of a list changes. CEL has no "this one, but with", so the expression makes the element
  anew, and names each field that is to stay. One that it forgets, or that a later KubeVirt adds, is lost without a
  word. The number counts the fields to be named again for the case's own VM.
- A field is removed with \`null\`, \`""\` or \`0\`. KubeVirt's documents do not say so; its source does.
- Out of reach: cloud-init, JSON and YAML in annotations, hashes, a refusal with a message of one's own, a second
  element where libvirtxml holds one, and the order of elements.

In favour of CEL it is taken for granted that every other value can be computed; the first versions of the hook have only
CEL's standard functions, without \`split\` and \`replace\`. The columns add up: each case is in one of the three of CEL.
The facts are from KubeVirt's documents and source of 2026; nothing on this page ran in a cluster.
`;

/** docs/plugin-corpus.md. Runs the whole corpus, which takes Debian's python3-yaml and a few seconds. */
export function renderPluginCorpus(): string {
  const cases = readCases();
  const right = new Set(
    runCases(cases)
      .filter(({ outcome }) => outcome === 'right')
      .map(({ id }) => id),
  );
  const rows = cases.map((one) => ({ one, rule: right.has(one.id), cel: judge(one) }));
  const groups = [...new Set(cases.map(({ group }) => group))];
  const of = (group: string) => rows.filter(({ one }) => one.group === group);
  const figures = groups.map((group) => figuresOf(group, of(group)));
  const sections = groups.map((group) => section(group, of(group)));
  return [INTRODUCTION, FIGURES_HEAD, ...figures, figuresOf('**all**', rows), '', ...sections].join('\n');
}

interface Row {
  readonly one: CorpusCase;
  readonly rule: boolean;
  readonly cel: Judgement;
}

const FIGURES_HEAD = `## Figures

| from | cases | a rule | CEL | CEL, restated | CEL cannot |
|---|---:|---:|---:|---:|---:|`;

function figuresOf(name: string, rows: readonly Row[]): string {
  const cel = (verdict: Judgement['verdict']) => rows.filter((row) => row.cel.verdict === verdict).length;
  const cells = [
    rows.length,
    rows.filter(({ rule }) => rule).length,
    cel('yes'),
    cel('restating'),
    cel('no'),
  ];
  return `| ${name} | ${cells.join(' | ')} |`;
}

function section(group: string, rows: readonly Row[]): string {
  const lines = rows.map(({ one, rule, cel }) => {
    const name = one.id.slice(one.id.indexOf('/') + 1);
    const link = `[${name}](../test/corpus/${one.id})`;
    return `| ${link} | ${cellText(one.intent)} | ${celCell(cel)} | ${rule ? 'yes' : 'no'} |`;
  });
  return `## ${group}\n\n| case | what it does | CEL | rule |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function celCell({ verdict, restated, reasons }: Judgement): string {
  switch (verdict) {
    case 'yes':
      return `yes: ${cellText(reasons.join('; '))}`;
    case 'restating':
      return `restated, ${restated} ${restated === 1 ? 'field' : 'fields'}: ${cellText(reasons.join('; '))}`;
    case 'no':
      return `no: ${cellText(reasons.join('; '))}`;
  }
}

/** The table of docs/plugins.md: what KubeVirt's structs, and then libvirtxml, lose of what people write. */
export function renderLossyTable(): string {
  const [structs, go] = [lostTo(knownDomain), lostToGo(domain)];
  const places = new Map<string, { readonly cases: string[]; keptByPlugin: boolean }>();
  for (const { id, compare, before, after } of readCases()) {
    if (compare !== 'xml-canonical') continue;
    const lostAgain = newlyLost(go, before, after);
    for (const path of newlyLost(structs, before, after)) {
      const place = places.get(path) ?? { cases: [], keptByPlugin: true };
      place.cases.push(id.slice(id.indexOf('/') + 1));
      if (lostAgain.has(path)) place.keptByPlugin = false;
      places.set(path, place);
    }
  }
  const rows = [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { cases, keptByPlugin }]) => {
      return `| \`${path.slice(1)}\` | ${cases.join(', ')} | ${keptByPlugin ? 'yes' : 'no'} |`;
    });
  const head =
    '| lost when a hook sidecar writes it | what people do with it ([corpus](../test/corpus)) | a plugin may write it |';
  return [head, '|---|---|---|', ...rows].join('\n');
}

const MARKS = ['<!-- table: lossy -->', '<!-- table end -->'] as const;

/** docs/plugins.md with its table as it is now. Throws when the marks are not there. */
export function withLossyTable(page: string): string {
  const [start, end] = [page.indexOf(MARKS[0]), page.indexOf(MARKS[1])];
  if (start === -1 || end < start) throw new Error(`docs/plugins.md has no ${MARKS.join(' … ')}`);
  return `${page.slice(0, start)}${MARKS[0]}\n${renderLossyTable()}\n${page.slice(end)}`;
}

function cellText(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '\\<');
}
