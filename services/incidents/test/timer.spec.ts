import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore, type EventStore } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '@linli/read-models';
import { type Desk, PolicyBook, serve } from '@linli/service-kit';
import {
  agendaOf,
  createDesk,
  HandClock,
  type RunningTimer,
  shanghai,
  startTimer,
} from '@linli/service-kit/testing';
import { join } from 'node:path';
import * as incidentCommands from '../src/incident/incident.commands.ts';
import { incident } from '../src/incident/incident.ts';
import {
  dispatcher,
  newFolder,
  startService,
  supervisor,
  tenant,
  until,
  type RunningService,
} from './running-service.ts';

const missedOf = (events: readonly RecordedEvent[]): readonly RecordedEvent[] =>
  events.filter(({ type }) => type === 'DeadlineMissed');

describe('the timer in the running service', () => {
  let service: RunningService;
  let folder: Awaited<ReturnType<typeof newFolder>>;
  const clock = new HandClock('2026-05-11 09:00');
  beforeAll(async () => {
    folder = await newFolder();
    service = await startService(folder.path, { clock });
  });
  afterAll(async () => {
    await service.stop();
    await folder.remove();
  });

  test('C-4.4: records a missed deadline once, when the clock has passed it', async () => {
    // Unclassified: 2 work hours of triage, due at 11:00.
    const id = await service.report('will-be-missed', { category: undefined });
    const parked = await service.report('is-parked-1', { category: undefined });
    const over = await service.report('is-closed', { category: undefined });
    await service.post(`/v1/incidents/${parked}/park`, dispatcher, { reason: 'waiting_for_reporter' });
    await service.post(`/v1/incidents/${over}/void`, supervisor, { reason: 'not_found' });
    clock.set('2026-05-11 11:01');
    const events = await service.recorded(id, 'DeadlineMissed');
    const [missed] = missedOf(events);
    const started = events.find(({ type }) => type === 'ClockStarted');
    expect(missed?.data).toEqual({ stage: 'triage', round: 1, due: '2026-05-11T03:00:00.000Z' });
    expect(missed?.metadata).toMatchObject({
      causationId: started?.id,
      correlationId: started?.metadata.correlationId,
      actor: 'policy:timer',
    });
    // C-4.3: neither the parked nor the closed one is missed; a later deadline shows that the timer has been past them.
    const later = await service.report('missed-later', { category: undefined });
    clock.set('2026-05-11 16:30');
    await service.recorded(later, 'DeadlineMissed');
    expect(missedOf(await service.eventsOf(parked))).toEqual([]);
    expect(missedOf(await service.eventsOf(over))).toEqual([]);
    expect(missedOf(await service.eventsOf(id))).toHaveLength(1);
  });

  test('C-4.3: a resumed clock is missed at its new due time, not at the old one', async () => {
    clock.set('2026-05-12 08:30');
    const id = await service.report('resumed-later', { category: undefined });
    await service.post(`/v1/incidents/${id}/park`, dispatcher, { reason: 'waiting_for_reporter' });
    clock.set('2026-05-12 14:00');
    await service.post(`/v1/incidents/${id}/resume`, dispatcher);
    const due = (await service.eventsOf(id)).find(({ type }) => type === 'DueTimeRecomputed');
    expect(due?.data).toMatchObject({ due: '2026-05-12T08:00:00.000Z', cause: 'resumed' });
    const witness = await service.report('due-at-the-same-time', { category: undefined });
    clock.set('2026-05-12 16:00');
    expect(missedOf(await service.eventsOf(id))).toEqual([]);
    clock.set('2026-05-12 16:01');
    await service.recorded(witness, 'DeadlineMissed');
    expect(missedOf(await service.recorded(id, 'DeadlineMissed'))).toHaveLength(1);
  });

  test('C-4.4: deadlines that passed while the service was down are recorded at the next start', async () => {
    clock.set('2026-05-13 09:00');
    const ids = await Promise.all(
      Array.from({ length: 250 }, (_, n) => service.report(`down-while-due-${n}`, { category: undefined })),
    );
    await service.stop();
    clock.set('2026-05-13 12:00');
    service = await startService(folder.path, { clock });
    for (const id of ids) expect(missedOf(await service.recorded(id, 'DeadlineMissed'))).toHaveLength(1);
  });
});

describe('the timer between firing and recording', () => {
  const due = '2026-05-11 11:00';
  interface Stage {
    readonly log: EventStore;
    readonly clock: HandClock;
    readonly streams: readonly string[];
    start(desk?: (real: Pick<Desk, 'ask'>) => Pick<Desk, 'ask'>): Promise<RunningTimer>;
    end(): Promise<void>;
  }

  async function setStage(incidents: number): Promise<Stage> {
    const folder = await newFolder();
    const clock = new HandClock('2026-05-11 09:00');
    const now = (): number => clock.now().getTime();
    const log = await SqliteEventStore.open({ file: join(folder.path, 'log.db'), now });
    const documents = await SqliteDocumentStore.open({ file: join(folder.path, 'views.db') });
    const bus = createEmbeddedBus({ logs: { incidents: log } });
    const streams = Array.from(
      { length: incidents },
      (_, n) => `incident-00000000-0000-5000-8000-00000000000${n}`,
    );
    for (const [n, streamId] of streams.entries()) {
      const commandId = `report-${n}`;
      const metadata = { commandId, correlationId: commandId, actor: 'worker', tenant };
      const at = new Date(shanghai('2026-05-11 09:00')).toISOString();
      const clockStarted = {
        stage: 'triage',
        round: 1,
        kind: 'work_hours',
        amount: 2,
        startedAt: at,
        due: new Date(shanghai(due)).toISOString(),
        deadlinesVersion: 1,
        calendarVersion: 1,
      };
      const event = (type: string, data: object, part: number) => ({
        id: `01980000-0000-7000-8000-0000000000${n}${part}`,
        type,
        version: 1,
        data,
        metadata,
      });
      const report = { channel: 'app', occurredAt: at, severity: 'normal' };
      await log.append(
        streamId,
        [event('IncidentReported', report, 0), event('ClockStarted', clockStarted, 1)],
        'no-stream',
      );
    }
    const served = serve(incident, incidentCommands);
    const real = createDesk({
      context: 'incidents',
      store: log,
      // What the timer asks needs no policies.
      policies: new PolicyBook(log, []),
      now,
      view: () => Promise.reject(new Error('there is no view here')),
      served: [served],
    });
    const agenda = agendaOf('incidents', [served.aggregate]) as NonNullable<ReturnType<typeof agendaOf>>;
    return {
      log,
      clock,
      streams,
      start: (desk = (given) => given) =>
        startTimer({
          agenda,
          aggregates: [served.aggregate],
          bus,
          documents,
          desk: desk(real),
          clock,
          tenant,
          onFailure: () => {},
        }),
      async end() {
        await bus.close();
        await documents.close();
        await log.close();
        await folder.remove();
      },
    };
  }

  const missedIn = async ({ log, streams }: Stage): Promise<readonly RecordedEvent[]> =>
    (await Promise.all(streams.map((stream) => log.readStream(stream)))).flatMap(missedOf);
  const allMissed = (stage: Stage): Promise<readonly RecordedEvent[]> =>
    until(async () => {
      const missed = await missedIn(stage);
      return missed.length >= stage.streams.length ? missed : undefined;
    });

  test('C-4.4: killed after firing and before recording, the next timer records it', async () => {
    const stage = await setStage(3);
    stage.clock.set('2026-05-11 11:30');
    let asked = 0;
    // The command leaves and the process dies: nothing is recorded and nobody is told.
    const first = await stage.start(() => ({
      ask: () => {
        asked += 1;
        return Promise.reject(new Error('the process was killed'));
      },
    }));
    await until(() => (asked > 0 ? true : undefined));
    await first.close();
    expect(await missedIn(stage)).toEqual([]);
    const second = await stage.start();
    expect(await allMissed(stage)).toHaveLength(3);
    await second.close();
    await stage.end();
  });

  test('C-4.4: killed after recording and before knowing it, the next timer records nothing more', async () => {
    const stage = await setStage(3);
    stage.clock.set('2026-05-11 11:30');
    const first = await stage.start((real) => ({
      async ask(...asked) {
        await real.ask(...asked);
        throw new Error('the process was killed');
      },
    }));
    await allMissed(stage);
    await first.close();
    const head = await stage.log.head();
    const outcomes: string[] = [];
    const second = await stage.start((real) => ({
      async ask(...asked) {
        const result = await real.ask(...asked);
        outcomes.push(result.outcome);
        return result;
      },
    }));
    await until(() => (second.state().ready ? true : undefined));
    await second.close();
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toEqual([]);
    expect(await stage.log.head()).toBe(head);
    await stage.end();
  });

  test('an incident that cannot be asked keeps no other from its deadline, and is asked again', async () => {
    const stage = await setStage(3);
    stage.clock.set('2026-05-11 11:30');
    let broken = true;
    const timer = await stage.start((real) => ({
      ask: (aggregate, id, ...rest) =>
        broken && id.endsWith('0') ? Promise.reject(new Error('damaged')) : real.ask(aggregate, id, ...rest),
    }));
    await until(async () => ((await missedIn(stage)).length === 2 ? true : undefined));
    await until(() => (timer.state().detail.includes('1 due times could not') ? true : undefined));
    broken = false;
    expect(await allMissed(stage)).toHaveLength(3);
    await timer.close();
    await stage.end();
  });

  test('design rule 17: two timers at once, firing as they like, record each miss once', async () => {
    const stage = await setStage(5);
    stage.clock.set('2026-05-11 11:30');
    const both = [await stage.start()];
    // A second owner of the same agenda: only its commands count here, so it fires from what it finds.
    const twice = await stage.start((real) => ({
      async ask(...asked) {
        await real.ask(...asked);
        return real.ask(...asked);
      },
    }));
    both.push(twice);
    await allMissed(stage);
    await Promise.all(both.map((timer) => timer.close()));
    expect(await missedIn(stage)).toHaveLength(5);
    await stage.end();
  });

  test('C-4.4: a rebuilt agenda gives the same events, none twice', async () => {
    const stage = await setStage(4);
    const timer = await stage.start();
    stage.clock.set('2026-05-11 11:30');
    await allMissed(stage);
    const head = await stage.log.head();
    const before = await missedIn(stage);
    await timer.runner.rebuild();
    await timer.runner.rebuilt();
    await until(() => (timer.state().ready ? true : undefined));
    await timer.close();
    expect(await stage.log.head()).toBe(head);
    expect(await missedIn(stage)).toEqual(before);
    await stage.end();
  });
});
