import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ComposeService } from '../compose/compose-service.ts';
import { ComposeProblem } from '../compose/problem.ts';
import { readDockerfile } from '../image/dockerfile.ts';

export interface ServiceCommand {
  readonly command: readonly string[];
  /** The folder that the image has as its working directory. */
  readonly cwd: string;
  /** What the image sets in the environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** How the image of a service of ours starts it, as it stands in the repository: built, not installed. */
export function serviceCommand(repository: string, service: ComposeService): ServiceCommand {
  const workspace = service.buildArgs?.['SERVICE'] ?? '';
  const cwd = [join(repository, 'services', workspace), join(repository, workspace)].find((folder) =>
    existsSync(join(folder, 'package.json')),
  );
  if (workspace === '' || cwd === undefined) {
    throw new ComposeProblem(
      `services.${service.name} is built with SERVICE=${workspace}, which is no workspace`,
    );
  }
  if (service.command === undefined) throw new ComposeProblem(`services.${service.name} has no command`);
  const image = readDockerfile(join(repository, 'deploy/Dockerfile')).at(-1)?.instructions ?? [];
  const env = image
    .filter(({ name }) => name === 'ENV')
    .map(({ rest }) => [rest.slice(0, rest.indexOf('=')), rest.slice(rest.indexOf('=') + 1)] as const);
  return { command: service.command, cwd, env: Object.fromEntries(env) };
}
