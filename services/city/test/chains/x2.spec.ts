import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RecordedEvent } from '@linli/contracts';
import { InMemoryEventStore, type SqliteEventStore } from '@linli/event-sourcing';
import { IncidentsModule } from '@linli/incidents';
import { PartyModule } from '@linli/party';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';

const areaPath = '42/01/05/011/010/';
const enforcement = 'enforcement:420105';
const point = { lon: 114.2005, lat: 30.5505 };
const stall = {
  category: { standard: 'GB/T-47678.5', kind: 'matter', code: '09006' },
  severity: 'urgent',
  point,
  areaPath,
};

const clock = new HandClock('2026-05-11 09:00');
const residents = new InMemoryEventStore();
let folder: string;
let incidents: RunningContext;
let party: RunningContext;

async function start(): Promise<void> {
  incidents = await runContext(IncidentsModule, {
    clock,
    folder: join(folder, 'incidents'),
    logs: { residents },
  });
  party = await runContext(PartyModule, {
    clock,
    folder: join(folder, 'party'),
    logs: { residents, incidents: incidents.store },
  });
}

async function stop(): Promise<void> {
  await party.stop();
  await incidents.stop();
}

/** Every service ends and goes on in its own folder, as after a crash between two steps. */
async function restart(): Promise<void> {
  await stop();
  await start();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'x2-'));
  await Promise.all(['incidents', 'party'].map((name) => mkdir(join(folder, name))));
  const ring = [
    [114.2, 30.55],
    [114.201, 30.55],
    [114.201, 30.551],
    [114.2, 30.551],
    [114.2, 30.55],
  ];
  const data = {
    code: 'G0001',
    areaPath: `${areaPath}A1/B01/U001/G0001/`,
    polygon: ring,
    validFrom: '2010-04-01',
  };
  const metadata = { commandId: 'grid', correlationId: 'grid', actor: 'planner', tenant: 'wuhan' };
  const id = '01980000-0000-7000-8000-000000000001';
  await residents.append('territory-test', [{ id, type: 'GridCreated', version: 1, data, metadata }], 'any');
  await start();
});
afterAll(async () => {
  await stop();
  await residents.close();
  await rm(folder, { recursive: true });
});

async function recorded(store: SqliteEventStore, stream: string, type: string): Promise<RecordedEvent> {
  for (;;) {
    const found = (await store.readStream(stream)).find((event) => event.type === type);
    if (found !== undefined) return found;
    await setTimeout(10);
  }
}

/** Resolves once the party has been past this place of the incidents' log, with its answers. */
async function answered(head: number): Promise<void> {
  for (;;) {
    const { body } = await party.get('/v1/party/consumers');
    const consumers = body['items'] as { name: string; sources: { position: number }[] }[];
    const reaction = consumers.find(({ name }) => name === 'open-accountability');
    if ((reaction?.sources[0]?.position ?? 0) >= head) return;
    await setTimeout(10);
  }
}

async function ask(
  path: string,
  body: object = {},
  unit?: string,
): Promise<Readonly<Record<string, unknown>>> {
  const as = { roles: ['patroller', 'dispatcher', 'handler'], ...(unit !== undefined && { unit }) };
  const answer = await incidents.post(path, body, { as });
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

describe('X2: patrol, enforcement, accountability', () => {
  let finding: string;
  let reported: RecordedEvent;
  let missed: RecordedEvent;

  test('X2, I-01: what words could not end is an incident that the enforcement leads', async () => {
    const { streamId } = await ask('/v1/patrol-findings', stall);
    finding = String(streamId);
    const at = `/v1/patrol-findings/${finding.slice('patrol-finding-'.length)}`;
    await ask(`${at}/dissuade`, { result: 'failed' });
    await restart();
    await ask(`${at}/report`);
    reported = await recorded(incidents.store, finding, 'ReportedToEnforcement');
    await restart();
    const lead = await recorded(incidents.store, `incident-${reported.id}`, 'LeadUnitAssigned');
    expect(lead.data).toEqual({ unit: enforcement });
  });

  test('X2, I-02: whoever has accepted it and does not end it in time has missed the deadline', async () => {
    const at = `/v1/incidents/${reported.id}`;
    await ask(`${at}/dispatch`);
    await ask(`${at}/accept`, {}, enforcement);
    await party.stop();
    clock.set('2026-05-11 11:01');
    missed = await recorded(incidents.store, `incident-${reported.id}`, 'DeadlineMissed');
    expect(missed.data).toMatchObject({ stage: 'handling', unit: enforcement });
    // The party has not heard of it yet.
    await incidents.stop();
    await start();
  });

  test('X2, P-18: the miss calls the enforcement to account, with the whole way as evidence', async () => {
    const opened = await recorded(party.store, `accountability-${missed.id}`, 'AccountabilityCaseOpened');
    const evidence = (await incidents.store.readAll({ after: 0, limit: 1_000 })).events
      .filter(({ type }) =>
        [
          'PatrolFindingLogged',
          'DissuasionFailed',
          'ReportedToEnforcement',
          'IncidentReported',
          'DeadlineMissed',
        ].includes(type),
      )
      .map(({ id, type }) => ({ event: id, type }));
    expect(opened.data).toMatchObject({ unit: enforcement, reason: 'deadline_missed' });
    expect(opened.data).toHaveProperty('evidence', evidence);
    expect(opened.metadata).toMatchObject({
      causationId: missed.id,
      correlationId: missed.metadata.correlationId,
      actor: 'policy:open-accountability',
    });
  });

  test('X2: every event delivered again, to services that have lost their views and how far they were, adds nothing', async () => {
    const before = [await incidents.store.head(), await party.store.head()];
    await stop();
    for (const service of ['incidents', 'party'])
      for (const end of ['', '-wal', '-shm'])
        await rm(join(folder, service, `views.db${end}`), { force: true });
    await start();
    // What comes behind is answered behind all that was delivered again.
    const { streamId } = await ask('/v1/patrol-findings', stall);
    await ask(`/v1/patrol-findings/${String(streamId).slice('patrol-finding-'.length)}/report`, {
      emergency: 'danger_to_life',
    });
    const witness = await recorded(incidents.store, String(streamId), 'ReportedToEnforcement');
    await recorded(incidents.store, `incident-${witness.id}`, 'LeadUnitAssigned');
    const { events } = await incidents.store.readAll({ after: before[0] ?? 0, limit: 1_000 });
    expect(new Set(events.map((event) => event.streamId))).toEqual(
      new Set([streamId, `incident-${witness.id}`]),
    );
    await answered(await incidents.store.head());
    expect(await party.store.head()).toBe(before[1]);
  });

  test('X2, P-18: who cites what nobody has recorded is refused', async () => {
    const call = { areaPath, unit: enforcement, reason: 'not_done' };
    const cite = (event: string) => party.post('/v1/accountability-cases', { ...call, evidence: [event] });
    expect((await cite('01980000-0000-7000-8000-999999999999')).body).toMatchObject({
      rule: 'P-18',
      code: 'evidence-unknown',
    });
    expect((await cite(missed.id)).status).toBe(201);
  });
});
