/** What an empty user data is edited as: an empty, valid config. */
export const cloudConfigHeader = '#cloud-config\n';

/** cloud-init's own table (handlers/__init__.py, INCLUSION_TYPES_MAP): how user data begins, and its type as a part. */
const types: ReadonlyMap<string, string> = new Map([
  ['#include', 'text/x-include-url'],
  ['#include-once', 'text/x-include-once-url'],
  ['#!', 'text/x-shellscript'],
  ['#cloud-config', 'text/cloud-config'],
  ['#upstart-job', 'text/upstart-job'],
  ['#part-handler', 'text/part-handler'],
  ['#cloud-boothook', 'text/cloud-boothook'],
  ['#cloud-config-archive', 'text/cloud-config-archive'],
  ['#cloud-config-jsonp', 'text/cloud-config-jsonp'],
  ['## template: jinja', 'text/jinja2'],
]);
const longestFirst = [...types].toSorted(([a], [b]) => b.length - a.length);

/** The content type that cloud-init gives a text by its beginning (any case, white space before it does not count). */
export function contentTypeOf(text: string): string | undefined {
  const start = text
    .replace(/^\ufeff?\s*/, '')
    .slice(0, 32)
    .toLowerCase();
  return longestFirst.find(([beginning]) => start.startsWith(beginning))?.[1];
}

export function isTemplate(text: string): boolean {
  return contentTypeOf(text) === 'text/jinja2';
}

/** Does a cloud-config follow the template's header line? */
export function isCloudConfigTemplate(text: string): boolean {
  const rest = text.trimStart().replace(/^[^\n]*\n/, '');
  return contentTypeOf(rest) === 'text/cloud-config';
}
