/** Writes `docs/access.md` from the table: `npm run access:page`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS } from '../src/access/access.ts';
import { accessPage } from '../src/access/access-page.ts';

writeFileSync(join(import.meta.dirname, '../../docs/access.md'), accessPage(ACCESS));
