import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireBoardMaker } from '../../bench/board-maker.ts';
import { connectTo } from '../../bench/client.ts';
import { vmi } from '../../bench/domains.ts';
import { domainXml } from '../real/fixtures.ts';
import { needs } from '../real/requirements.ts';
import { projectFolder, succeed, temporaryFolder } from '../real/run.ts';

// What the bench compares with has to do the same as the rule, or the comparison says nothing.

const skip = needs('hook scripts', 'go gRPC');

suite('the programs that sidepatch is measured against', { skip }, () => {
  const folder = temporaryFolder('bench-hooks');
  const inProject = (path: string) => join(projectFolder, path);
  const programs = {
    'sh + sed': inProject('bench/hooks/sed.sh'),
    'sh + xmlstarlet': inProject('bench/hooks/xmlstarlet.sh'),
    'Python, ElementTree': inProject('bench/hooks/elementtree.py'),
    'Go program': join(folder, 'go-hook'),
  };

  before(() => {
    build('./bench/hooks/go', programs['Go program']);
    build('./bench/shim', join(folder, 'shim'));
  });

  for (const [title, program] of Object.entries(programs)) {
    test(`${title} sets the board maker of the annotation`, () => {
      const domain = runHook(program, Buffer.from(vmi).toString());
      requireBoardMaker(Buffer.from(domain));
    });

    test(`${title} leaves the domain of a VM without it`, () => {
      const domain = runHook(program, '{"metadata": {"annotations": {}}}');
      assert.equal(domain.trimEnd(), domainXml.toString().trimEnd());
    });
  }

  suite('in the sidecar that runs a program for every call', () => {
    let shim: ChildProcess;
    before(async () => {
      // The name that it looks for.
      copyFileSync(programs['Go program'], join(folder, 'onDefineDomain'));
      const args = ['--version', 'v1alpha3', '--socket-dir', folder];
      shim = spawn(join(folder, 'shim'), args, { env: { PATH: folder }, stdio: 'inherit' });
      while (!existsSync(join(folder, 'shim.sock'))) await sleep(10);
    });
    after(() => {
      shim.kill();
    });

    test('it is called as sidepatch is', async () => {
      const client = connectTo(join(folder, 'shim.sock'));
      await client.info();
      requireBoardMaker((await client.onDefineDomain(domainXml, vmi)).bytes);
      client.close();
    });
  });

  function build(source: string, target: string): void {
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOFLAGS: '',
      CGO_ENABLED: '0',
      GOCACHE: join(folder, 'cache'),
    };
    succeed('go', ['build', '-o', target, source], { env });
  }
});

function runHook(program: string, vmiJson: string): string {
  return succeed(program, ['--vmi', vmiJson, '--domain', domainXml.toString()]);
}
