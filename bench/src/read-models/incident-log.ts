import { randomUUID } from 'node:crypto';
import type { IncidentEvent } from '@linli/contracts';
import { SqliteEventStore } from '@linli/event-sourcing';

/** Always the same numbers, so that two runs measure the same log. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const standard = 'GB/T-47678.5';
const unit = 'sanitation:420105';

/** The life of one incident, one list of events per command: twelve events, about as the seed's cases run. */
function life(at: number, random: () => number): readonly (readonly IncidentEvent[])[] {
  const grid = Math.floor(random() * 868);
  const gridCode = `G${String(grid).padStart(4, '0')}`;
  const building = String(1 + (grid % 41)).padStart(2, '0');
  const areaPath = `42/01/05/011/010/A${1 + (grid % 4)}/B${building}/U001/${gridCode}/`;
  const point = { lon: 114.2 + random() / 100, lat: 30.55 + random() / 100 };
  const code = `060${10 + Math.floor(random() * 40)}`;
  const category = { standard, kind: 'matter', code } as const;
  const iso = (minutes: number) => new Date(at + minutes * 60_000).toISOString();
  const task = { taskId: '1', unit };
  return [
    [
      {
        type: 'IncidentReported',
        data: { channel: 'grid_worker', occurredAt: iso(0), point, category, severity: 'normal' },
      },
      { type: 'IncidentClassified', data: { catalogueVersion: 1, category } },
      { type: 'IncidentLocated', data: { point, gridCode, areaPath } },
      { type: 'IncidentRouted', data: { basis: 'territory', routingVersion: 1 } },
    ],
    [{ type: 'LeadUnitAssigned', data: { unit: 'community:420105011010' } }],
    [
      { type: 'TaskDispatched', data: task },
      {
        type: 'ClockStarted',
        data: {
          stage: 'handling',
          round: 1,
          kind: 'work_hours',
          amount: 4,
          startedAt: iso(10),
          due: iso(250),
          unit,
          deadlinesVersion: 1,
          calendarVersion: 1,
        },
      },
    ],
    [{ type: 'TaskAccepted', data: task }],
    [
      { type: 'TaskCompleted', data: task },
      { type: 'ClockStopped', data: { stage: 'handling', round: 1, stoppedAt: iso(170), missed: false } },
    ],
    [{ type: 'CheckPassed', data: { round: 1 } }],
    [{ type: 'IncidentClosed', data: { outcome: 'handled' } }],
  ];
}

interface Open {
  readonly id: string;
  readonly areaPath: string;
  readonly commands: (readonly IncidentEvent[])[];
  revision: number;
}

/** Streams that are under way at a time: their events lie between each other's, as in a living city. */
const underWay = 2_000;

/** Writes a log of so many events (or a few more) and closes it. Times rise by 200 ms an event. */
export async function writeIncidentLog(file: string, events: number): Promise<void> {
  let at = Date.UTC(2026, 4, 1);
  const store = await SqliteEventStore.open({ file, now: () => (at += 200) });
  const random = numbers(868);
  let begun = 0;
  const open: Open[] = [];
  const lanes = Array.from({ length: 256 }, async () => {
    while (begun < events) {
      let incident = open.length < underWay ? undefined : take(open, random);
      incident ??= begin(at, random);
      const facts = incident.commands.shift() as readonly IncidentEvent[];
      begun += facts.length;
      const commandId = randomUUID();
      await store.append(
        `incident-${incident.id}`,
        facts.map(({ type, data }) => ({
          id: randomUUID(),
          type,
          version: 1,
          data,
          metadata: {
            commandId,
            correlationId: commandId,
            actor: 'policy:bench',
            tenant: 'wuhan',
            areaPath: (incident as Open).areaPath,
          },
        })),
        incident.revision < 0 ? 'no-stream' : incident.revision,
      );
      incident.revision += facts.length;
      if (incident.commands.length > 0) open.push(incident);
    }
  });
  await Promise.all(lanes);
  await store.close();
}

function begin(at: number, random: () => number): Open {
  const commands = [...life(at, random)];
  const located = commands[0]?.find((fact) => fact.type === 'IncidentLocated');
  const areaPath = located?.type === 'IncidentLocated' ? located.data.areaPath : '';
  return { id: randomUUID(), areaPath, commands, revision: -1 };
}

function take(open: Open[], random: () => number): Open {
  const index = Math.floor(random() * open.length);
  const incident = open[index] as Open;
  const last = open.pop() as Open;
  if (index < open.length) open[index] = last;
  return incident;
}
