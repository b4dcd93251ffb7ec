import { schemaOf } from '../schema.ts';
import { planFor } from './plan.ts';
import { ProjectionRun } from './projection-run.ts';
import type { ProjectionRunner, RunProjectionOptions } from './types.ts';

/**
 * Starts a projection and keeps it running. The first start makes generation 1 and gives it to readers while it fills;
 * a later start goes on where it stopped; a start with another version or schema fills a generation beside the one
 * readers have and switches to it when it has caught up (`planFor`).
 */
export async function runProjection(options: RunProjectionOptions): Promise<ProjectionRunner> {
  const state = await options.documents.state(options.projection.view);
  const plan = planFor(schemaOf(options.projection), state);
  const run = new ProjectionRun(options, plan.active, state.previous);
  try {
    await run.start(plan);
  } catch (error) {
    await run.close();
    throw error;
  }
  return run;
}
