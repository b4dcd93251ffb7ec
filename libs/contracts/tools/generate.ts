/** `npm run contracts:generate`: writes the documents of the published language into `generated`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventDefinitions } from '../src/registry.ts';
import { generatedFiles } from './generated.ts';
import { readReleased } from './released.ts';

const folder = join(import.meta.dirname, '..');
mkdirSync(join(folder, 'generated'), { recursive: true });
for (const [file, content] of generatedFiles(eventDefinitions, readReleased(folder).releases)) {
  writeFileSync(join(folder, 'generated', file), content);
  console.log(`contracts: generated/${file}`);
}
