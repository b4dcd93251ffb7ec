import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { SqliteEventStore } from '@linli/event-sourcing';
import { FinanceModule } from '@linli/finance';
import { IncidentsModule } from '@linli/incidents';
import { ResidentsModule } from '@linli/residents';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';

const areaPath = '42/01/05/011/010/';
const fund = 'fund-420105011010-fiscal';
const names = ['residents', 'incidents', 'finance'] as const;
const modules = { residents: ResidentsModule, incidents: IncidentsModule, finance: FinanceModule };
type Chain = Readonly<Record<(typeof names)[number], RunningContext>> & { stop(): Promise<void> };

const folder = await mkdtemp(join(tmpdir(), 'x5-'));
const clock = new HandClock('2026-05-01 09:00');
const log = (name: string) => join(folder, name, 'log.db');
let city: Chain;

/** The three contexts, each with a log of its own and following those of the others. */
async function start(): Promise<Chain> {
  const running: Partial<Record<(typeof names)[number], RunningContext>> = {};
  const followed: SqliteEventStore[] = [];
  for (const name of names) {
    const logs: Partial<Record<(typeof names)[number], SqliteEventStore>> = {};
    for (const other of names.filter((one) => one !== name)) {
      logs[other] = await SqliteEventStore.open({ file: log(other), readOnly: true });
      followed.push(logs[other]);
    }
    running[name] = await runContext<object>(modules[name], { clock, logs, folder: join(folder, name) });
  }
  return {
    ...(running as Record<(typeof names)[number], RunningContext>),
    async stop() {
      await Promise.all(Object.values(running).map((context) => context.stop()));
      for (const store of followed) await store.close();
    },
  };
}

/** Starts everything anew; without its views no reaction knows how far it had come. */
async function restart({ views }: { readonly views: 'kept' | 'lost' }): Promise<void> {
  await city.stop();
  if (views === 'lost')
    for (const name of names)
      for (const end of ['', '-wal', '-shm'])
        await rm(join(folder, name, `views.db${end}`), { force: true, recursive: true });
  city = await start();
}

beforeAll(async () => {
  for (const name of names) {
    await mkdir(join(folder, name));
    await (await SqliteEventStore.open({ file: log(name) })).close();
  }
  city = await start();
  const does = { level: 'community', role: 'does', function: 'public_service' } as const;
  await ok('residents', 'duty-lists', {
    township: '420105011',
    areaPath: '42/01/05/011/',
    entries: [
      { service: 'fire_safety', level: 'township', role: 'does' },
      { service: 'elderly_care', ...does },
    ],
  });
  const duty = { decides: 'county', provides: 'township', shares: [{ tier: 'county', percent: 100 }] };
  const duties = ['fire_safety', 'elderly_care'].map((service) => ({ service, ...duty }));
  await ok('finance', 'duty-matrices/tiers/versions', { base: 1994, duties });
});
afterAll(async () => {
  await city.stop();
  await rm(folder, { recursive: true });
});

async function ok(context: (typeof names)[number], path: string, body: object = {}) {
  const answer = await city[context].post(`/v1/${path}`, body);
  expect({ path, status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
  return answer.body;
}

async function no(context: (typeof names)[number], path: string, body: object, code: string) {
  const answer = await city[context].post(`/v1/${path}`, body);
  expect({ path, body: answer.body }).toMatchObject({ body: { code } });
}

const receive = (order: string, of: object = {}) =>
  ok('incidents', 'upper-orders', {
    ...{ order, from: 'street:420105011', matter: '消防通道排查', service: 'elderly_care' },
    ...{ cost: 500, funds: 0, powers: [], areaPath, due: '2026-06-30T16:00:00.000Z', ...of },
  });
const transfer = (id: string, order: string, amount: number) =>
  ok('finance', 'transfers', {
    ...{ transfer: id, from: 'finance:420105', tier: 'county', service: 'elderly_care' },
    ...{ amount, line: 'work', order, areaPath },
  });
const split = (order: string) =>
  [`upper-orders/${order}/split`, { tasks: [{ task: 't-1', unit: 'grid:1', work: '逐栋排查' }] }] as const;

/** The events of a stream of a context, once there are so many of a type. */
async function recorded(
  context: (typeof names)[number],
  stream: string,
  type: string,
  times = 1,
): Promise<readonly RecordedEvent[]> {
  for (;;) {
    const events = await city[context].store.readStream(stream);
    if (events.filter((event) => event.type === type).length >= times) return events;
    await setTimeout(10);
  }
}

async function declined(code: string, order: string): Promise<RecordedEvent> {
  for (;;) {
    const { events } = await city.finance.store.readAll({ after: 0, limit: 10_000 });
    const found = events.find(
      ({ type, data }) =>
        type === 'FinanceReactionDeclined' &&
        (data as { code?: string }).code === code &&
        (data as { asked: string }).asked === `delegated-task-${order}`,
    );
    if (found !== undefined) return found;
    await setTimeout(10);
  }
}

/** Splitting waits for nothing: finance is asked until incidents has heard its answer. */
async function splits(order: string, expected: number, code?: string): Promise<void> {
  for (;;) {
    const { status, body } = await city.incidents.post(`/v1/${split(order)[0]}`, split(order)[1]);
    if (status === expected && (code === undefined || body['code'] === code)) return;
    expect(body).toMatchObject({ code: 'not-accepted' });
    await setTimeout(20);
  }
}

describe('X5: a delegated task and its money', () => {
  test('I-28, F-04: an order without matching funds is flagged, funded by a transfer, accepted, split, proven', async () => {
    await receive('o-1', { powers: ['inspect'] });
    const task = await recorded('finance', 'delegated-task-o-1', 'UnfundedMandateFlagged');
    expect(task.map(({ type }) => type)).toEqual(['TaskDelegated', 'UnfundedMandateFlagged']);
    await no('incidents', ...split('o-1'), 'not-accepted');
    await no('finance', 'delegated-tasks/o-1/accept', {}, 'unfunded');

    await transfer('z-1', 'o-1', 500);
    const [allocated] = await recorded('finance', `${fund}-2026`, 'BudgetAllocated');
    const attached = (await recorded('finance', 'delegated-task-o-1', 'FundsAttached')).at(-1);
    expect(allocated?.data).toMatchObject({ line: 'work', amount: 500, areaPath });
    expect(allocated?.metadata.causationId).toBe(attached?.id);

    await no('finance', 'delegated-tasks/o-1/accept', {}, 'no-power');
    await ok('finance', 'delegated-tasks/o-1/powers', { power: 'inspect', basis: '委托检查书3号' });
    await ok('finance', 'delegated-tasks/o-1/accept');
    await splits('o-1', 201);
    const proofs = [{ task: 't-1', evidence: ['photo-1'] }];
    const { position } = await ok('incidents', 'upper-orders/o-1/prove', { proofs });
    const { body: shown } = await city.incidents.get(`/v1/upper-orders/o-1?after=${String(position)}`);
    expect(shown).toMatchObject({ state: 'proven', proofs, tasks: [{ task: 't-1' }] });
    const { body } = await city.finance.get('/v1/delegated-tasks/o-1');
    expect(body).toMatchObject({ state: 'accepted', brought: 500, granted: ['inspect'] });
  });

  test('R-50, F-04: a task on no list of the community is refused; its money stays where it is', async () => {
    await receive('o-2', { service: 'fire_safety' });
    await recorded('finance', 'delegated-task-o-2', 'UnfundedMandateFlagged');
    await ok('finance', 'delegated-tasks/o-2/refuse', { ground: 'not_on_duty_list' });
    await splits('o-2', 422, 'order-refused');
    await transfer('z-2', 'o-2', 500);
    const { metadata } = await declined('task-refused', 'o-2');
    expect((await city.finance.store.readStream('transfer-z-2'))[0]?.id).toBe(metadata.causationId);
    const money = await recorded('finance', `${fund}-2026`, 'BudgetAllocated');
    expect(money.filter(({ type }) => type === 'BudgetAllocated')).toHaveLength(1);
  });

  test('F-04: a task is refused with its flag as evidence, and one on the list for no other reason', async () => {
    await receive('o-3');
    const [, flag] = await recorded('finance', 'delegated-task-o-3', 'UnfundedMandateFlagged');
    await no('finance', 'delegated-tasks/o-3/refuse', { ground: 'not_on_duty_list' }, 'on-duty-list');
    await no('finance', 'delegated-tasks/o-3/refuse', { ground: 'no_power' }, 'has-powers');
    await ok('finance', 'delegated-tasks/o-3/refuse', { ground: 'unfunded' });
    const task = await city.finance.store.readStream('delegated-task-o-3');
    expect(task.at(-1)?.data).toEqual({ order: 'o-3', ground: 'unfunded', flag: flag?.position });
  });

  test('F-04: money that comes before its order is found by the order, all of it', async () => {
    await transfer('z-4', 'o-4', 200);
    await transfer('z-5', 'o-4', 300);
    await receive('o-4');
    const task = await recorded('finance', 'delegated-task-o-4', 'FundsAttached', 2);
    expect(task.map(({ type }) => type).slice(-2)).toEqual(['FundsAttached', 'FundsAttached']);
    await recorded('finance', `${fund}-2026`, 'BudgetAllocated', 3);
    await ok('finance', 'delegated-tasks/o-4/accept');
  });

  test('F-04: an order that was delegated by hand before leaves nothing to record', async () => {
    await ok('finance', 'delegated-tasks', {
      ...{ order: 'o-5', from: 'street:420105011', matter: '消防通道排查', service: 'elderly_care' },
      ...{ cost: 500, funds: 500, powers: [], areaPath },
    });
    await receive('o-5', { funds: 500 });
    await receive('o-6');
    await recorded('finance', 'delegated-task-o-6', 'UnfundedMandateFlagged');
    expect(await city.finance.store.readStream('delegated-task-o-5')).toHaveLength(1);
  });

  test('F-04: nothing of the chain is recorded twice when every event is delivered again, or all stops between', async () => {
    const heads = async () =>
      Object.fromEntries(await Promise.all(names.map(async (name) => [name, await city[name].store.head()])));
    const before = await heads();
    await restart({ views: 'lost' });
    // What comes behind shows that the reactions have been past all events again.
    await transfer('z-6', 'o-6', 500);
    await recorded('finance', `${fund}-2026`, 'BudgetAllocated', 4);
    await restart({ views: 'kept' });
    await ok('finance', 'delegated-tasks/o-6/accept');
    await splits('o-6', 201);
    // Transfer, attached, allocated and accepted; split.
    const { residents, incidents = 0, finance = 0 } = before;
    expect(await heads()).toEqual({ residents, incidents: incidents + 1, finance: finance + 4 });
  });

  test('I-28: an order that is not proven at its due time is overdue', async () => {
    clock.set('2026-07-01 00:01');
    await recorded('incidents', 'upper-order-o-6', 'UpperOrderOverdue');
  });

  test('F-04: what is attached when the year is over goes to next year’s fund, by the day it is attached', async () => {
    clock.set('2026-12-31 23:00');
    await receive('o-7', { due: '2027-06-30T16:00:00.000Z' });
    await recorded('finance', 'delegated-task-o-7', 'UnfundedMandateFlagged');
    clock.set('2027-01-01 08:00');
    await transfer('z-7', 'o-7', 500);
    const [allocated] = await recorded('finance', `${fund}-2027`, 'BudgetAllocated');
    expect(allocated?.data).toMatchObject({ line: 'work', amount: 500 });
  });

  test('F-03: at its due time the year is closed, and what it had left is money of the next', async () => {
    clock.set('2027-01-31 00:01');
    await recorded('finance', `${fund}-2026`, 'BudgetYearClosed');
    const carried = (await recorded('finance', `${fund}-2027`, 'RemaindersCarried')).at(-1);
    expect(carried?.data).toMatchObject({ closed: '420105011010-fiscal-2026' });
    const path = `/v1/trial-balance?area=${areaPath}&after=finance:${String(carried?.position)}`;
    const items = (await city.finance.get(path)).body['items'] as { account: string; balance: number }[];
    const standsIn = (name: string) => items.find(({ account }) => account === name)?.balance;
    // What has left the one book stands mirrored in the other.
    expect(standsIn('remainder:work')).toBe(1_500);
    expect(standsIn('carried:work:420105011010-fiscal-2026')).toBe(-1_500);
  });
});
