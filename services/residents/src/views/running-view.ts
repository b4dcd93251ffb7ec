import type { AsOf, Facet, Projection, ProjectionRunner, Query, ViewRef } from '@linli/read-models';
import { runProjection } from '@linli/read-models';
import { invalidRequest, Problem, type Metrics, type ReadinessRegistry } from '@linli/service-kit';
import type { ServiceEngines } from '@linli/service-kit';

/** The point of history a question is answered for. */
export interface Instant {
  /** Last position of the log that counts. */
  readonly position: number;
  /** Milliseconds since 1970 UTC, where the question names a moment or the present. */
  readonly moment?: number;
  /** True when it is the newest the view knows. */
  readonly live: boolean;
}

/** The answer's place in history, given back in a query it gives the same answer again. */
export interface AsOfStamp {
  /** `residents:1042`. */
  readonly position: string;
  readonly moment?: string;
  readonly live: boolean;
}

/** A view of this service's own log, running. */
export interface RunningView {
  /**
   * Where in history to answer: `asOf` a moment or a position, the newest when left out; `after` a position the answer
   * has to include, waited for within bounds. Throws 400 for neither, 503 when the view has not come that far.
   */
  at(when: { readonly asOf?: string; readonly after?: string }): Promise<Instant>;
  find<Body>(collection: string, query: Query, instant: Instant): Promise<readonly Facet<Body>[]>;
  get<Body>(collection: string, key: string, instant: Instant): Promise<Body | undefined>;
  stamp(instant: Instant): AsOfStamp;
  close(): Promise<void>;
}

export interface RunViewOptions {
  readonly projection: Projection;
  /** The context's log, and the view's only source. */
  readonly source: string;
  readonly engines: Pick<ServiceEngines, 'bus' | 'documents' | 'clock'>;
  readonly readiness: ReadinessRegistry;
  readonly metrics: Metrics;
}

/** How long an answer is held back for a position that is still to come. */
const WAIT_MS = 2_000;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Starts the projection and answers questions from what readers are to be given. */
export async function runView(options: RunViewOptions): Promise<RunningView> {
  const { projection, source, readiness, metrics } = options;
  const { bus, documents, clock } = options.engines;
  const { view } = projection;
  const now = (): number => clock.now().getTime();
  const runner = await runProjection({ projection, bus, documents, now });
  const withdraw = [
    readiness.add(view, () => ({ ready: runner.ready(), detail: progressOf(runner) })),
    metrics.observeProjection(view, () => runner.state()),
  ];
  const ref = (): ViewRef => ({ view, generation: runner.state().generation });
  const reached = (): number =>
    runner.state().sources.find((state) => state.source === source)?.position ?? 0;
  // The newest is bound to its position too: what the view absorbs meanwhile belongs to the next answer.
  const asOf = ({ position }: Instant): AsOf => ({ [source]: position });

  function positionIn(text: string, field: 'asOf' | 'after'): number {
    const [name, digits] = text.split(':');
    const position = name === source && /^[0-9]{1,15}$/.test(digits ?? '') ? Number(digits) : NaN;
    if (!Number.isNaN(position)) return position;
    const expected =
      field === 'asOf'
        ? `a moment (2026-05-01T01:00:00Z) or a position (${source}:1042)`
        : `a position (${source}:1042)`;
    throw invalidRequest([{ field, rule: field, message: `must be ${expected}` }]);
  }

  async function reach(position: number): Promise<void> {
    if (await runner.waitFor(source, position, WAIT_MS)) return;
    throw new Problem(
      {
        status: 503,
        code: 'view-behind',
        title: 'The view has not come that far',
        detail: `Asked for ${source}:${position}; the view is at ${source}:${reached()}.`,
        position: `${source}:${reached()}`,
      },
      { headers: { 'retry-after': '1' } },
    );
  }

  return {
    async at({ asOf: asked, after }) {
      if (after !== undefined) await reach(positionIn(after, 'after'));
      if (asked === undefined) return { position: reached(), moment: now(), live: true };
      if (MOMENT.test(asked) && !Number.isNaN(Date.parse(asked))) {
        const moment = Date.parse(asked);
        return { position: await documents.positionAt(ref(), source, moment), moment, live: false };
      }
      const position = positionIn(asked, 'asOf');
      await reach(position);
      return { position, live: false };
    },
    find: (collection, query, instant) =>
      documents.find(ref(), collection, { ...query, asOf: asOf(instant) }) as Promise<
        readonly Facet<never>[]
      >,
    async get(collection, key, instant) {
      const [facet] = await documents.get(ref(), collection, key, asOf(instant));
      return facet?.body as never;
    },
    stamp: ({ position, moment, live }) => ({
      position: `${source}:${position}`,
      ...(moment !== undefined && { moment: new Date(moment).toISOString() }),
      live,
    }),
    async close() {
      for (const take of withdraw) take();
      await runner.close();
    },
  };
}

function progressOf(runner: ProjectionRunner): string {
  return runner
    .state()
    .sources.map(({ source, position, head }) => `${source} ${head - position} events behind`)
    .join(', ');
}

/** The Asia/Shanghai day of a moment; that zone has kept eight hours ahead of UTC since 1991. */
export function shanghaiDay(moment: number): string {
  return new Date(moment + 8 * 3_600_000).toISOString().slice(0, 10);
}
