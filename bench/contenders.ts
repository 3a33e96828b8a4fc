import { join } from 'node:path';
import { projectFolder } from './container.ts';

/** An image and what is mounted into it as /usr/bin/onDefineDomain. */
export interface Contender {
  readonly key: string;
  readonly title: string;
  readonly image: string;
  readonly hook: string;
}

const inProject = (path: string) => join(projectFolder, path);

export const sidepatch: Contender = {
  key: 'sidepatch',
  title: 'sidepatch',
  image: 'localhost/sidepatch-bench',
  hook: inProject('test/fixtures/smbios.yaml'),
};

/** sidepatch and what it replaces: a sidecar that runs a program for every call, with four programs. */
export const contenders: readonly Contender[] = [
  sidepatch,
  {
    key: 'sed',
    title: 'sh + sed',
    image: 'localhost/sidepatch-bench-sh',
    hook: inProject('bench/hooks/sed.sh'),
  },
  {
    key: 'python',
    title: 'Python, ElementTree',
    image: 'localhost/sidepatch-bench-python',
    hook: inProject('bench/hooks/elementtree.py'),
  },
  {
    key: 'xmlstarlet',
    title: 'sh + xmlstarlet',
    image: 'localhost/sidepatch-bench-xmlstarlet',
    hook: inProject('bench/hooks/xmlstarlet.sh'),
  },
  {
    key: 'go',
    title: 'Go program',
    image: 'localhost/sidepatch-bench-go',
    hook: inProject('.cache/containers/parts/bench/go-hook'),
  },
];
