import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every library and service that has tests, run as one. */
const projects = ['libs', 'services']
  .flatMap((folder) => readdirSync(join(import.meta.dirname, folder)).map((name) => `${folder}/${name}`))
  .concat('services/operations/web', 'deploy', 'chaos')
  .filter((folder) => existsSync(join(import.meta.dirname, folder, 'jest.config.mjs')));

export default {
  projects: projects.map((folder) => `<rootDir>/${folder}`),
  // Asked for once for the whole run: a project's own file cannot set these.
  testTimeout: 120_000,
  workerIdleMemoryLimit: '700MB',
};
