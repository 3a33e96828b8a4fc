import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireBoardMaker } from '../../bench/board-maker.ts';
import { type SidecarClient, startClient } from '../../bench/client.ts';
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
    build('./bench/client', join(folder, 'client'));
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

  suite('in the sidecar that runs a program for every call, called by the client of the bench', () => {
    let shim: ChildProcess;
    let client: SidecarClient;
    // The name that the sidecar looks for.
    const hook = join(folder, 'onDefineDomain');
    before(async () => {
      copyFileSync(programs['Go program'], hook);
      const args = ['--version', 'v1alpha3', '--socket-dir', folder];
      shim = spawn(join(folder, 'shim'), args, { env: { PATH: folder }, stdio: 'inherit' });
      while (!existsSync(join(folder, 'shim.sock'))) await sleep(10);
      client = await startClient(join(folder, 'client'));
      await client.connect(join(folder, 'shim.sock'));
    });
    after(() => {
      client.close();
      shim.kill();
    });

    test('it is called as sidepatch is', async () => {
      assert.ok((await client.info()) > 0);
      const { callMs, domain, error } = await client.onDefineDomain(domainXml, vmi, { calls: 3, pauseMs: 1 });
      requireBoardMaker(domain);
      assert.equal(callMs.length, 3);
      assert.equal(error, undefined);
    });

    test('no more calls are made when the time is over', async () => {
      const plan = { calls: 1000, pauseMs: 50, maxMs: 100 };
      const { callMs } = await client.onDefineDomain(domainXml, vmi, plan);
      assert.ok(callMs.length > 0 && callMs.length <= 3, `${callMs.length} calls`);
    });

    test('an answer that differs from the first one is an error', async () => {
      writeFileSync(hook, '#!/bin/sh\necho $$\n', { mode: 0o755 });
      const { callMs, error } = await client.onDefineDomain(domainXml, vmi, { calls: 3, pauseMs: 0 });
      assert.equal(callMs.length, 1);
      assert.match(error ?? '', /not the same as the first/);
    });

    test('what was measured is there when the sidecar is killed', async () => {
      writeFileSync(hook, '#!/bin/sh\necho same\n', { mode: 0o755 });
      const calls = client.onDefineDomain(domainXml, vmi, { calls: 1000, pauseMs: 50 });
      await sleep(500);
      shim.kill('SIGKILL');
      const { callMs, error } = await calls;
      assert.ok(callMs.length > 0 && callMs.length < 1000, `${callMs.length} calls`);
      assert.match(error ?? '', /Unavailable/);
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
