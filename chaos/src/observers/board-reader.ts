import type { Recorder } from '@linli/testing/history';
import type { HttpDoor } from '../http-door.ts';
import { until } from '../until.ts';
import { placeOf } from './cursor.ts';

export interface BoardReaderOptions {
  readonly origin: string;
  readonly door: HttpDoor;
  readonly recorder: Recorder;
  /** Consumer of the board with its generation. */
  readonly consumer: string;
}

interface FeedPage {
  readonly items: readonly {
    readonly cursor: string;
    readonly position: number;
    readonly type: string;
    readonly incidentId: string;
  }[];
  readonly next?: string;
}

interface GridCounts {
  readonly items: readonly { readonly areaPath: string; readonly open: number }[];
}

/** A busy machine may take several attempts. */
const patienceMs = 180_000;
const viewer = { role: 'viewer' } as const;

/**
 * Reads what the board holds when all is quiet: every row of its feed, each of which is an event it has absorbed, and
 * what its grids add up to. Throws when it does not answer.
 */
export async function readBoard(
  { origin, door, recorder, consumer }: BoardReaderOptions,
  head: number,
): Promise<void> {
  const by = 'board';
  const context = 'incidents';
  recorder.note(by, {
    kind: 'observer',
    of: 'projection',
    context,
    audience: consumer,
    delivers: 'once',
    wants: { streams: 'incident-' },
  });
  recorder.note(by, { kind: 'opened', run: 0, after: {} });
  const rows: FeedPage['items'][number][] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page: FeedPage = await mustRead(door, `${origin}/v1/operations/feed?limit=500${cursor}`);
    rows.push(...page.items);
    next = page.next;
  }
  recorder.notes(
    by,
    rows
      .sort((one, other) => one.position - other.position)
      .map(({ cursor, position, type, incidentId }) => ({
        kind: 'event',
        run: 0,
        source: placeOf(cursor).at ?? context,
        position,
        stream: `incident-${incidentId}`,
        type,
      })),
  );
  recorder.note(by, { kind: 'caught-up', context, position: head });

  await readIncidents(
    { origin, door, recorder, consumer },
    [...new Set(rows.map(({ incidentId }) => incidentId))],
    head,
  );
  const grids: GridCounts = await mustRead(door, `${origin}/v1/operations/grids/counts`);
  const open = grids.items
    .filter((grid) => grid.open !== 0)
    .map((grid) => [grid.areaPath, grid.open] as const);
  recorder.note(by, {
    kind: 'effects',
    consumer,
    context,
    effect: 'open-per-grid',
    position: head,
    counts: Object.fromEntries(open),
  });
}

interface IncidentView {
  readonly stage: string;
  readonly timeline: readonly unknown[];
}

const atATime = 8;

/** Every incident as the board shows it to somebody who opens it. */
async function readIncidents(
  { origin, door, recorder, consumer }: BoardReaderOptions,
  incidents: readonly string[],
  head: number,
): Promise<void> {
  const about = { consumer, context: 'incidents', collection: 'incidents' } as const;
  const waiting = incidents[Symbol.iterator]();
  const lane = async () => {
    for (const id of waiting) {
      const url = `${origin}/v1/operations/incidents/${id}`;
      const answer = await until(() => door.found<IncidentView>(url, viewer), patienceMs);
      if (answer === undefined) throw new Error(`${url} does not answer, though all is quiet`);
      // What is missing is for the checker to see.
      if (answer === 'nothing') continue;
      const body = { stage: answer.stage, events: answer.timeline.length };
      recorder.note('board', { kind: 'document', ...about, key: `incident-${id}`, body });
    }
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  recorder.note('board', { kind: 'documents', ...about, position: head });
}

async function mustRead<Body>(door: HttpDoor, url: string): Promise<Body> {
  const body = await until(() => door.read<Body>(url, viewer), patienceMs);
  if (body === undefined) throw new Error(`${url} does not answer, though all is quiet`);
  return body;
}
