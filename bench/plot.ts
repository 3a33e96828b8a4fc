import { number } from './format.ts';
import type { ContenderFigures, GrowthFigures, Results } from './results.ts';

const WIDTH = 860;
const HEIGHT = 340;
const TOP = 64;

/** The picture of docs/performance.md, an SVG: bars of a call by contender, a line of its growth with the domain. */
export function plotOf({ contenders, growth }: Results): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    '<title>Times of a hook call, and how they grow with the domain</title>',
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    ...bars(contenders, { left: 150, width: 270 }),
    ...line(
      growth.filter(({ p50Ms }) => Number.isFinite(p50Ms)),
      { left: 540, width: 290, height: 200 },
    ),
    '</svg>',
    '',
  ].join('\n');
}

// The colours without a media query come first, for viewers that know none.
const STYLE = `
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }
.title { font-size: 14px; font-weight: 600 }
.quiet { fill: #59636e }
.end { text-anchor: end }
.middle { text-anchor: middle }
.ground { fill: #ffffff }
.axis { stroke: #d1d9e0; fill: none }
.first { fill: #0969da }
.later { fill: #80b6ee }
.growth { stroke: #0969da; stroke-width: 2; fill: none }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.quiet { fill: #9198a1 }
.ground { fill: #0d1117 }
.axis { stroke: #3d444d }
.first { fill: #4493f8 }
.later { fill: #2b5a94 }
.growth { stroke: #4493f8 }
}
`;

interface Panel {
  readonly left: number;
  readonly width: number;
}

function bars(contenders: readonly ContenderFigures[], { left, width }: Panel): string[] {
  const most = niceTop(Math.max(1, ...contenders.flatMap(({ boot }) => [boot.firstMs, boot.p50Ms])));
  const bar = (top: number, kind: string, ms: number) => [
    `<rect class="${kind}" x="${left}" y="${top}" width="${round((ms / most) * width)}" height="15"/>`,
    text(left + (ms / most) * width + 6, top + 12, number(ms)),
  ];
  return [
    text(20, 28, 'A call in a boot, ms', 'title'),
    text(20, 48, '8 KB domain, 0.2 core; less is better', 'quiet'),
    `<rect class="first" x="290" y="18" width="11" height="11"/>`,
    text(306, 28, 'first'),
    `<rect class="later" x="350" y="18" width="11" height="11"/>`,
    text(366, 28, 'middle (p50)'),
    ...contenders.flatMap(({ title, boot }, index) => {
      const top = TOP + 14 + index * 48;
      return [
        text(left - 10, top + 19, title, 'end'),
        ...bar(top, 'first', boot.firstMs),
        ...bar(top + 16, 'later', boot.p50Ms),
      ];
    }),
  ];
}

function line(growth: readonly GrowthFigures[], panel: Panel & { readonly height: number }): string[] {
  const { left, width, height } = panel;
  const mostMs = niceTop(Math.max(1, ...growth.map(({ p50Ms }) => p50Ms)));
  const mostBytes = Math.max(1e6, ...growth.map(({ bytes }) => bytes));
  const bottom = TOP + 14 + height;
  const x = (bytes: number) => round(left + (bytes / mostBytes) * width);
  const y = (ms: number) => round(bottom - (ms / mostMs) * height);
  const steps = [0, 0.25, 0.5, 0.75, 1];
  return [
    text(left - 50, 28, 'Growth with the domain, ms', 'title'),
    text(left - 50, 48, 'sidepatch, p50 at a full core', 'quiet'),
    ...steps.flatMap((step) => [
      `<path class="axis" d="M${left} ${y(step * mostMs)}h${width}"/>`,
      text(left - 8, y(step * mostMs) + 4, number(step * mostMs), 'end quiet'),
    ]),
    ...steps.map((step) =>
      text(x(step * 1e6), bottom + 20, step === 1 ? '1 MB' : `${step * 1000}`, 'middle quiet'),
    ),
    text(left + width / 2, bottom + 40, 'size of the domain, KB', 'middle quiet'),
    `<path class="growth" d="${growth.map(({ bytes, p50Ms }, i) => `${i === 0 ? 'M' : 'L'}${x(bytes)} ${y(p50Ms)}`).join('')}"/>`,
    ...growth.map(({ bytes, p50Ms }) => `<circle class="first" cx="${x(bytes)}" cy="${y(p50Ms)}" r="3.5"/>`),
  ];
}

/** The next of 1, 2, 4, 6, 8 and 10 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 6, 8].find((step) => step * power >= value) ?? 10);
}

function text(x: number, y: number, content: string, kind = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text${kind === '' ? '' : ` class="${kind}"`} x="${round(x)}" y="${round(y)}">${escaped}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
