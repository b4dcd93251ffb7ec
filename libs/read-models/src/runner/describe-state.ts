import type { SourceId } from '@linli/event-bus';
import type { Projection } from '../projection.ts';
import type { Follower } from './follower.ts';
import type { ProjectionState } from './types.ts';

/** What is known of a generation that readers have and this code does not feed. */
export interface Frozen {
  readonly version: number;
  readonly positions: ReadonlyMap<SourceId, number>;
  /** No document is in force in it. */
  readonly empty: boolean;
}

export interface Described {
  readonly projection: Projection;
  readonly active: number;
  readonly previous: number | undefined;
  readonly serving: Follower | undefined;
  readonly filling: Follower | undefined;
  /** Why the last switch to the generation that is being filled did not succeed. */
  readonly switchFailure: string | undefined;
  readonly frozen: Frozen | undefined;
}

export function describeState(run: Described): ProjectionState {
  const { projection, active, previous, serving, frozen } = run;
  return {
    view: projection.view,
    version: projection.version,
    generation: active,
    ...(previous !== undefined && { previous }),
    ...(!serving && frozen && { stale: { generation: active, version: frozen.version } }),
    sources: serving?.takenUp() ?? frozenSources(run),
    parked: serving?.parked ?? 0,
    ...rebuildOf(run),
  };
}

/** A generation that stands still lies as far behind as what is being filled knows of the heads. */
function frozenSources({ projection, frozen, filling }: Described): ProjectionState['sources'] {
  const live = filling?.sources() ?? [];
  return projection.contexts
    .flatMap((context) => sourcesOf(context, frozen))
    .map((source) => {
      const position = frozen?.positions.get(source) ?? 0;
      const { head = position, lagMs = 0, aliveAt = 0 } = live.find((entry) => entry.source === source) ?? {};
      // What is being filled knows the head of a topic from its own place in it, which may lie before this one.
      return { source, position, head: Math.max(head, position), lagMs, aliveAt };
    });
}

function rebuildOf({ filling, switchFailure }: Described): Pick<ProjectionState, 'rebuild'> {
  if (!filling) return {};
  const sources = filling.sources();
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const failure = sources.find((source) => source.failure)?.failure?.message ?? switchFailure;
  return {
    rebuild: {
      generation: filling.ref.generation,
      position: sum(sources.map((source) => source.position)),
      head: sum(sources.map((source) => source.head)),
      parked: filling.parked,
      ...(failure !== undefined && { failure }),
    },
  };
}

/** The partitions that the generation stands at; the log itself where it stands at none. */
function sourcesOf(context: string, frozen: Frozen | undefined): readonly SourceId[] {
  const partitions = [...(frozen?.positions.keys() ?? [])].filter((source) =>
    source.startsWith(`${context}/`),
  );
  return partitions.length === 0 ? [context] : partitions.sort();
}
