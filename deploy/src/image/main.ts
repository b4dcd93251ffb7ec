/** `node deploy/dist/image/main.js <service> <folder>`: selects what the image of one service holds. */
import { join } from 'node:path';
import { selectService } from './select-service.ts';

const [service, target] = process.argv.slice(2);
if (service === undefined || target === undefined) {
  console.error('usage: node deploy/dist/image/main.js <service> <folder>');
  process.exit(2);
}
selectService(join(import.meta.dirname, '../../..'), service, target);
