import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { HandClock } from '@linli/service-kit/testing';
import { community, newFolder, type RunningService, startService, until } from './running-service.ts';

/** X6: vacancies of the chain of posts, and whom incidents go to. All incidents lie in grid G0001. */
const unit = `${community}A1/B01/U001/`;
const building = `${community}A1/B01/`;

let folder: Awaited<ReturnType<typeof newFolder>>;
let clock: HandClock;
let party: InMemoryEventStore;
let service: RunningService;
let minutes: number;
let number = 0;

beforeEach(async () => {
  folder = await newFolder();
  clock = new HandClock('2026-05-11 09:00');
  minutes = 0;
  party = new InMemoryEventStore({ now: () => clock.now().getTime() });
});
afterEach(async () => {
  await service.stop();
  await folder.remove();
});

const start = async (logs: { readonly party?: InMemoryEventStore }) =>
  void (service = await startService(folder.path, { clock, logs }));

/** Everything that is recorded has a minute of its own. */
function later(): void {
  minutes += 1;
  clock.set(
    `2026-05-11 ${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
  );
}

/** What the party records of a slot of the chain; nobody holds it where no holder is said. */
async function change(kind: string, areaPath: string, rung: number, holder?: string): Promise<number> {
  later();
  const held = holder === undefined ? { vacant: true } : { vacant: false, holder };
  const metadata = { commandId: `c-${number}`, correlationId: 'c', actor: 'organiser', tenant: 'wuhan' };
  const id = `01980000-0000-7000-8000-1${String((number += 1)).padStart(11, '0')}`;
  const data = { kind, areaPath, rung, ...held, policy: 1 };
  const stream = `post-${kind}-${areaPath.slice(0, -1).replaceAll('/', '.')}`;
  const event = { id, type: 'ResponsibilityChainChanged', version: 1, data, metadata };
  await party.append(stream, [event], 'any');
  return party.head();
}

const observer = (holder?: string) => change('unit_observer', unit, 6, holder);
const contact = (holder?: string) => change('building_contact', building, 5, holder);

/** The roster has heard of everything that the party has recorded. */
async function heard(): Promise<void> {
  const head = await party.head();
  await until(async () => {
    const { body } = await service.get('/v1/incidents/consumers', { roles: ['operator'] });
    const consumers = body['items'] as readonly {
      name: string;
      sources: readonly { source: string; position: number }[];
    }[];
    const all = ['roster', 'routed-incidents', 'reroute-after-change'].every((name) =>
      consumers
        .find((one) => one.name === name)
        ?.sources.some(({ source, position }) => source === 'party' && position >= head),
    );
    return all ? true : undefined;
  });
}

async function reported(key: string): Promise<{ readonly id: string; readonly routed: RecordedEvent }> {
  later();
  const id = await service.report(`incident-${key}`);
  const events = await service.recorded(id, 'IncidentRouted');
  return { id, routed: events.find(({ type }) => type === 'IncidentRouted') as RecordedEvent };
}

const holderOf = async (id: string) => (await service.get(`/v1/incidents/${id}`)).body['holder'];
const reroutes = async (id: string) =>
  (await service.eventsOf(id)).filter(({ type }) => type === 'IncidentRerouted');

describe('X6: vacancy of the chain, and routing', () => {
  test('X6 P-02: a post relieved, the next incident goes to the rung above; appointed again, later ones go to the new holder and earlier ones keep theirs', async () => {
    await contact('contact');
    await observer('observer');
    await start({ party });
    await heard();
    const first = await reported('first');
    expect(first.routed.data).toMatchObject({ holder: 'observer', rosterPosition: 'party:2' });

    await observer();
    await heard();
    const second = await reported('second');
    expect(second.routed.data).toMatchObject({ holder: 'contact', rosterPosition: 'party:3' });

    await observer('successor');
    await heard();
    const third = await reported('third');
    expect(third.routed.data).toMatchObject({ holder: 'successor', rosterPosition: 'party:4' });

    expect(await Promise.all([first, second, third].map(({ id }) => holderOf(id)))).toEqual([
      'observer',
      'contact',
      'successor',
    ]);
    for (const { id } of [first, second, third]) expect(await reroutes(id)).toEqual([]);
  });

  test('X6 P-02: where no rung is held, the incident goes to its unit alone', async () => {
    await start({ party });
    const { id, routed } = await reported('nobody');
    expect(routed.data).toEqual({ basis: 'rule', routingVersion: 1, rosterPosition: 'party:0' });
    expect(await holderOf(id)).toBeUndefined();
  });

  test('X6 P-02: decided before the vacancy was known, it went to the old holder, provably; it is rerouted, and what came before the vacancy is not', async () => {
    await contact('contact');
    await observer('observer');
    await start({ party });
    await heard();
    const before = await reported('before');
    await service.stop();

    // The service hears nothing of the party any more.
    const vacancy = await observer();
    await start({});
    const unknowing = await reported('unknowing');
    expect(unknowing.routed.data).toMatchObject({ holder: 'observer' });
    const position = Number(
      String((unknowing.routed.data as { rosterPosition: string }).rosterPosition).slice('party:'.length),
    );
    expect(position).toBeLessThan(vacancy);
    expect(await holderOf(unknowing.id)).toBe('observer');
    await service.stop();

    // It has been appointed again in the meantime; that was after the incident.
    await observer('successor');
    await start({ party });
    const [rerouted] = (await service.recorded(unknowing.id, 'IncidentRerouted')).filter(
      ({ type }) => type === 'IncidentRerouted',
    );
    expect(rerouted?.data).toMatchObject({ holder: 'contact' });
    expect(rerouted?.metadata.actor).toBe('policy:reroute-misrouted');
    await heard();
    expect(await holderOf(unknowing.id)).toBe('contact');
    expect(await holderOf(before.id)).toBe('observer');
    expect(await reroutes(before.id)).toEqual([]);
    expect((await reported('after')).routed.data).toMatchObject({ holder: 'successor' });

    // Told again, with the progress of the reactions lost, nothing is routed anew.
    const events = await service.store.head();
    await service.stop();
    for (const end of ['', '-wal', '-shm'])
      await rm(join(folder.path, `views.db${end}`), { force: true, recursive: true });
    await start({ party });
    await heard();
    const witness = await reported('witness');
    expect(await reroutes(unknowing.id)).toHaveLength(1);
    const since = (await service.store.readAll({ after: events, limit: 1_000 })).events;
    expect(new Set(since.map(({ streamId }) => streamId))).toEqual(new Set([`incident-${witness.id}`]));
  });

  test('X6 P-02: the other order: a change that comes to be known while the incident is being routed is seen by the route itself', async () => {
    await contact('contact');
    await observer('observer');
    await start({ party });
    await heard();
    later();
    const id = await service.report('incident-on-its-way', { category: undefined });
    // Decided on what was known of the posts at party:1, and recorded after the view had absorbed party:2.
    const [reported] = await service.recorded(id, 'IncidentLocated');
    const routed = { basis: 'territory', routingVersion: 1, holder: 'contact', rosterPosition: 'party:1' };
    const event = { id: '01980000-0000-7000-8000-200000000000', type: 'IncidentRouted', version: 1 };
    const metadata = { ...(reported as RecordedEvent).metadata, commandId: 'raced' };
    await service.store.append(`incident-${id}`, [{ ...event, data: routed, metadata }], 'any');
    const [rerouted] = (await service.recorded(id, 'IncidentRerouted')).slice(-1);
    expect(rerouted).toMatchObject({
      data: { holder: 'observer', rosterPosition: 'party:2' },
      metadata: { actor: 'policy:reroute-after-route', causationId: event.id },
    });
    expect(await holderOf(id)).toBe('observer');
  });
});
