import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { renderPluginCorpus, withLossyTable } from '../../scripts/plugin-corpus.ts';
import { needs } from '../real/requirements.ts';
import { read } from './markdown.ts';

const skip = needs('python yaml');

suite('what scripts/plugin-pages makes of the corpus', () => {
  test('is docs/plugin-corpus.md', { skip }, () => {
    assert.equal(read('docs/plugin-corpus.md'), renderPluginCorpus());
  });

  test('is the table of docs/plugins.md', () => {
    const page = read('docs/plugins.md');
    assert.equal(withLossyTable(page), page);
    assert.ok(page.split('\n').filter((line) => line.startsWith('| `devices/')).length > 30);
  });
});
