import { readFileSync, writeFileSync } from 'node:fs';
import { renderPluginCorpus, withLossyTable } from './plugin-corpus.ts';

// scripts/plugin-pages: makes docs/plugin-corpus.md and the table of docs/plugins.md from the corpus.

const page = new URL('../docs/plugins.md', import.meta.url);
writeFileSync(new URL('../docs/plugin-corpus.md', import.meta.url), renderPluginCorpus());
writeFileSync(page, withLossyTable(readFileSync(page, 'utf8')));
