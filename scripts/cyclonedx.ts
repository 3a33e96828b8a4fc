import { createHash } from 'node:crypto';
import type { BundledPackage } from './bundled-packages.ts';

/** The parts of CycloneDX 1.6 that we write. https://cyclonedx.org/docs/1.6/json/ */
export interface Bom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly type: 'application' | 'library' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly (
    | { readonly license: { readonly id: string } }
    | { readonly expression: string }
  )[];
  readonly hashes?: readonly { readonly alg: 'SHA-256' | 'SHA-512'; readonly content: string }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export interface Subject {
  readonly version: string;
  readonly nodeVersion: string;
  /** Bundles by their file names, with their SHA-256 in hex. */
  readonly bundles: Readonly<Record<string, string>>;
  readonly packages: readonly BundledPackage[];
}

/**
 * What the bundles are made of, and what runs them. Without time or chance in it: the same bundles, the same bytes. The
 * serial number is made of the content for that.
 */
export function makeBom({ version, nodeVersion, bundles, packages }: Subject): Bom {
  const self: Component = {
    type: 'application',
    'bom-ref': `pkg:npm/sidepatch@${version}`,
    name: 'sidepatch',
    version,
    purl: `pkg:npm/sidepatch@${version}`,
    licenses: [{ license: { id: 'Apache-2.0' } }],
    properties: Object.entries(bundles).map(([file, sha256]) => ({
      name: `sidepatch:sha256:${file}`,
      value: sha256,
    })),
  };
  return assemble(self, [...packages.map(componentOf), nodeOf(nodeVersion)]);
}

/** The same, with what else is known of an image. */
export function withComponents(bom: Bom, others: readonly Component[]): Bom {
  return assemble(bom.metadata.component, [...bom.components, ...others]);
}

function assemble(self: Component, components: readonly Component[]): Bom {
  const body = {
    metadata: { component: self },
    components,
    dependencies: [
      { ref: self['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) },
      ...components.map((component) => ({ ref: component['bom-ref'], dependsOn: [] })),
    ],
  };
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialOf(body), version: 1, ...body };
}

function componentOf({ name, version, licence, sha512, bundles }: BundledPackage): Component {
  const [group, short] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const isExpression = /[\s()]/.test(licence);
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : { group }),
    name: short ?? name,
    version,
    purl,
    licenses: [isExpression ? { expression: licence } : { license: { id: licence } }],
    hashes: [{ alg: 'SHA-512', content: sha512 }],
    properties: bundles.map((bundle) => ({ name: 'sidepatch:bundle', value: bundle })),
  };
}

function nodeOf(version: string): Component {
  const purl = `pkg:generic/nodejs@${version}`;
  return {
    type: 'platform',
    'bom-ref': purl,
    name: 'nodejs',
    version,
    purl,
    licenses: [{ license: { id: 'MIT' } }],
  };
}

/** Debian packages of an image's root, from dpkg's status. */
export function debianComponents(status: string): Component[] {
  return status
    .split(/\n\n+/)
    .map(
      (paragraph) =>
        new Map(
          [...paragraph.matchAll(/^(Package|Version|Architecture): (.+)$/gm)].map(([, key, value]) => [
            key,
            value,
          ]),
        ),
    )
    .flatMap((fields) => {
      const [name, version, arch] = ['Package', 'Version', 'Architecture'].map((key) => fields.get(key));
      if (name === undefined || version === undefined) return [];
      const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${arch ?? 'all'}`;
      return [{ type: 'library', 'bom-ref': purl, name, version, purl } as const];
    });
}

/** A UUID (version 8: of one's own making) of a content. */
function serialOf(body: unknown): string {
  const hex = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
