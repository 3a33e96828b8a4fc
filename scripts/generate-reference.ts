import { writeFileSync } from 'node:fs';
import { renderReference } from './reference.ts';

// Makes docs/reference.md from the JSON Schema of the language: scripts/node scripts/generate-reference.ts

writeFileSync(new URL('../docs/reference.md', import.meta.url), renderReference());
