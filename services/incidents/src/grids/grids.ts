import type { EventBus } from '@linli/event-bus';
import {
  formatPositions,
  runProjection,
  type DocumentStore,
  type Facet,
  type ProjectionRunner,
  type ProjectionSourceState,
} from '@linli/read-models';
import type { Grid, GridIndex } from './grid-index.ts';
import { gridsProjection } from './grids.projection.ts';

export interface GridsOptions {
  readonly index: GridIndex;
  readonly bus: EventBus;
  readonly documents: DocumentStore;
  /** Milliseconds since 1970 UTC, of the clock the logs are written by. */
  readonly now: () => number;
  /** Told once the residents' events are followed. */
  readonly onFollowed?: (runner: ProjectionRunner) => void;
  /** Told when the residents' events cannot be followed yet; it is tried again. */
  readonly onFailure: (error: Error) => void;
}

/** The index fed by the residents' events. */
export interface GridsFeed {
  /** Ready once every grid recorded before the start has been absorbed. */
  state(): { readonly ready: boolean; readonly detail: string };
  /** How far it has followed the residents' events; no source while they cannot be followed. */
  progress(): { readonly sources: readonly ProjectionSourceState[]; readonly parked: number };
  close(): Promise<void>;
}

const { view } = gridsProjection;
const collection = 'grids';
const pageSize = 1_000;
const retryEvery = 5_000;

/**
 * Fills the index from the service's own copy and keeps both up to date. Where the residents' events cannot be followed
 * (they are not attached, or the bus is down) the service goes on with the grids it knows: a report outside them is
 * taken all the same and waits to be located.
 */
export async function feedGrids(options: GridsOptions): Promise<GridsFeed> {
  const { index, bus, documents, now, onFollowed, onFailure } = options;
  /** Area paths that came with events while the copy was being loaded: those are newer. */
  const fresh = new Set<string>();
  let runner: ProjectionRunner | undefined;
  let failure: Error | undefined;
  let caughtUp = false;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let starting: Promise<void> = Promise.resolve();

  const apply = (areaPath: string, body: Grid | null): void => {
    if (body === null) index.remove(areaPath);
    else index.put(body);
  };

  async function load(): Promise<void> {
    fresh.clear();
    const { active } = await documents.state(view);
    if (active === undefined) return;
    let last: Facet<Grid> | undefined;
    do {
      const page = (await documents.find({ view, generation: active }, collection, {
        limit: pageSize,
        ...(last && { after: { value: last.key, key: last.key, source: last.source } }),
      })) as readonly Facet<Grid>[];
      for (const { key, body } of page) if (!fresh.has(key)) apply(key, body);
      last = page.length < pageSize ? undefined : page.at(-1);
    } while (last !== undefined);
  }

  async function start(): Promise<void> {
    if (closed) return;
    try {
      runner = await runProjection({ projection: gridsProjection, bus, documents, now });
      failure = undefined;
      onFollowed?.(runner);
    } catch (error) {
      failure = error as Error;
      onFailure(failure);
      retry = setTimeout(() => (starting = start()), retryEvery);
      retry.unref();
    }
    runner?.onCommitted(({ versions }) => {
      for (const version of versions) {
        if (version.collection !== collection) continue;
        fresh.add(version.key);
        apply(version.key, version.body === null ? null : (JSON.parse(version.body) as Grid));
      }
      absorbed();
    });
    runner?.onSwitched(() => void load().catch(onFailure));
    await load();
  }

  function absorbed(): void {
    const { sources } = runner?.state() ?? { sources: [] };
    if (sources.length === 0) return;
    index.position = formatPositions(
      Object.fromEntries(sources.map(({ source, position }) => [source, position])),
    );
  }

  await start();
  absorbed();

  return {
    state() {
      if (runner === undefined)
        return { ready: true, detail: `${index.size} grids known; not followed: ${failure?.message ?? ''}` };
      const { sources } = runner.state();
      // A topic that is not there yet has no source, and nobody has recorded a grid in it before the start.
      const isThere = sources.length > 0;
      caughtUp ||= isThere ? sources.every(({ position, head }) => position >= head) : runner.ready();
      const following = isThere || !caughtUp ? '' : '; not followed: no topic yet';
      return { ready: caughtUp, detail: `${index.size} grids${following}` };
    },
    progress() {
      const { sources, parked } = runner?.state() ?? { sources: [], parked: 0 };
      return { sources, parked };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await starting;
      await runner?.close();
    },
  };
}
