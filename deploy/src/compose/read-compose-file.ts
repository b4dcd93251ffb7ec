import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { ComposeFile } from './compose-service.ts';
import { interpolate } from './interpolate.ts';
import { ComposeProblem } from './problem.ts';
import { readService } from './read-service.ts';
import { mapping, text } from './shapes.ts';

/** Top-level keys and what reading them means; `x-…` holds anchors alone. */
const TOP_LEVEL = new Set(['name', 'services', 'networks', 'volumes', 'configs', 'secrets']);

/**
 * Reads a compose file with its variables taken from `env`. Everything this reader does not know is an error, and so is
 * a name that nothing stands behind: what is passed over in silence would be run otherwise than it is written.
 */
export function readComposeFile(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): ComposeFile {
  const whole = parse(readFileSync(path, 'utf8'), { merge: true }) as unknown;
  const top = mapping(
    path,
    Object.fromEntries(Object.entries(mapping(path, whole)).filter(([key]) => !key.startsWith('x-'))),
  );
  for (const key of Object.keys(top)) {
    if (!TOP_LEVEL.has(key)) throw new ComposeProblem(`${path}: the key ${key} is not understood`);
  }
  const { name, services, volumes = {}, secrets = {} } = interpolate(top, env) as Record<string, unknown>;
  const folder = dirname(resolve(path));
  const secretFiles = new Map(
    Object.entries(mapping('secrets', secrets)).map(([secret, source]) => {
      const where = `secrets.${secret}`;
      const { file, ...others } = mapping(where, source);
      const other = Object.keys(others)[0];
      if (other !== undefined) throw new ComposeProblem(`${where}: only files are understood, not ${other}`);
      return [secret, resolve(folder, text(`${where}.file`, file))];
    }),
  );
  const read = new Map(
    Object.entries(mapping('services', services)).map(([service, value]) => [
      service,
      readService(service, value),
    ]),
  );
  const file: ComposeFile = {
    path: resolve(path),
    name: text('name', name),
    services: read,
    secrets: secretFiles,
  };
  checkReferences(file, new Set(Object.keys(mapping('volumes', volumes))));
  return file;
}

function checkReferences({ services, secrets }: ComposeFile, volumes: ReadonlySet<string>): void {
  for (const [name, service] of services) {
    const missing = [
      ...service.dependsOn
        .filter((other) => !services.has(other.service))
        .map((other) => `the service ${other.service}`),
      ...service.secrets.filter((secret) => !secrets.has(secret)).map((secret) => `the secret ${secret}`),
      ...service.volumes
        .filter(({ volume }) => !volumes.has(volume))
        .map(({ volume }) => `the volume ${volume}`),
    ];
    if (missing[0] !== undefined) {
      throw new ComposeProblem(`services.${name} names ${missing[0]}, which the file does not have`);
    }
  }
}
