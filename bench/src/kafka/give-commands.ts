import { randomUUID } from 'node:crypto';
import type { IncidentEvent } from '@linli/contracts';
import { accept, createCommandHandler, type Decider, SqliteEventStore } from '@linli/event-sourcing';
import { now, orderOf, tell, told } from './order.ts';
import { atPace } from './pace.ts';
import { leadingRelay, type Place } from './place.ts';

export interface CommandsOrder {
  readonly place: Place;
  readonly file: string;
  readonly perSecond: number;
  readonly seconds: number;
}

/** One for each command, in the order in which they were given. */
export type Acknowledgement = readonly [partition: number, position: number, at: number];

/** The writing side of a service: commands folded, decided and made durable, and the relay of their log. */
const { place, file, perSecond, seconds } = orderOf<CommandsOrder>();
const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const point = { lon: 114.2005, lat: 30.5505 };
const task = { taskId: '1', unit: 'sanitation:420105' };
const life: readonly IncidentEvent[] = [
  {
    type: 'IncidentReported',
    data: {
      channel: 'grid_worker',
      occurredAt: '2026-05-01T00:05:00.000Z',
      point,
      category,
      severity: 'normal',
    },
  },
  { type: 'IncidentClassified', data: { catalogueVersion: 1, category } },
  { type: 'IncidentLocated', data: { point, gridCode: 'G0431', areaPath } },
  { type: 'TaskDispatched', data: task },
  { type: 'TaskAccepted', data: task },
];
/** Incidents that are under way at a time, so that no command has to wait for another one of its stream. */
const underWay = 200;

const incident: Decider<IncidentEvent, IncidentEvent, number> = {
  initialState: 0,
  decide: (command) => accept(command),
  evolve: (events) => events + 1,
};

const log = await SqliteEventStore.open({ file });
const relay = await leadingRelay(place, log);
const handle = createCommandHandler({ store: log, decider: incident, areaPathOf: () => areaPath });
const start = told();
tell('ready');
await start;

const streams: string[] = [];
const given: Promise<Acknowledgement>[] = [];
await atPace(perSecond, perSecond * seconds, (from, to) => {
  for (let turn = from; turn < to; turn += 1) given.push(give(turn));
});
tell(await Promise.all(given));

async function give(turn: number): Promise<Acknowledgement> {
  const lane = (turn % underWay) + underWay * Math.floor(turn / underWay / life.length);
  const stream = (streams[lane] ??= `incident-${randomUUID()}`);
  const command = life[Math.floor(turn / underWay) % life.length] as IncidentEvent;
  const id = randomUUID();
  const result = await handle(stream, command, {
    commandId: id,
    correlationId: id,
    actor: 'bench',
    tenant: 'bench',
  });
  if (result.outcome !== 'recorded') throw new Error(`a command was answered: ${JSON.stringify(result)}`);
  return [relay.partitionOf(stream), result.position, now()];
}
