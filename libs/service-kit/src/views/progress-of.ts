import type { ProjectionRunner } from '@linli/read-models';

/** How far a projection is, as its check at `/health/ready` tells it: `incidents/3: 12 events behind, 1 parked`. */
export function progressOf(runner: Pick<ProjectionRunner, 'state'>): string {
  const { sources, parked, rebuild } = runner.state();
  const behind = sources.map(({ source, position, head }) => `${source}: ${head - position} events behind`);
  const failing = sources.find(({ failure }) => failure !== undefined)?.failure;
  return [
    ...behind,
    ...(failing === undefined ? [] : [`failing: ${failing.message}`]),
    ...(parked === 0 ? [] : [`${parked} parked`]),
    ...(rebuild === undefined ? [] : [`rebuilding: ${rebuild.position} of ${rebuild.head}`]),
  ].join(', ');
}
