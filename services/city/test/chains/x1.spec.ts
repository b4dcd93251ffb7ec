import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { FinanceModule, recount } from '@linli/finance';
import { SanitationModule } from '@linli/sanitation';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';

const root = join(import.meta.dirname, '../../../..');
const areaPath = '42/01/05/011/010/';
const fund = '420105011010-fiscal-2026';
const items = ['no_white_litter', 'no_dead_corners'];
const clock = new HandClock('2026-11-01 17:00');
const folder = await mkdtemp(join(tmpdir(), 'clean-to-pay-'));
let sanitation: RunningContext;
let finance: RunningContext;
/** Three workers and the segment of each. */
const workers: string[] = [];
const segments: string[] = [];

async function start(): Promise<void> {
  sanitation = await runContext(SanitationModule, { clock, folder: join(folder, 'sanitation') });
  const logs = { sanitation: sanitation.store };
  finance = await runContext(FinanceModule, { clock, folder: join(folder, 'finance'), logs });
}
async function stop(): Promise<void> {
  await finance.stop();
  await sanitation.stop();
}
const restart = async () => {
  await stop();
  await start();
};

beforeAll(async () => {
  for (const name of ['sanitation', 'finance']) await mkdir(join(folder, name));
  await start();
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

async function post(context: RunningContext, path: string, body: object = {}, as: object = {}) {
  const answer = await context.post(path, body, { as });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body as { readonly position: string; readonly streamId: string };
}

async function everything(store: EventStore): Promise<readonly RecordedEvent[]> {
  const { events } = await store.readAll({ after: 0, limit: 5_000 });
  return events;
}
const ofType = async (store: EventStore, type: string) =>
  (await everything(store)).filter((event) => event.type === type);

/** Looks again until it is so; the spec's own limit ends it where it never is. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await setTimeout(10);
}
/** So many events of a type stand in the log. */
const recorded = (context: () => RunningContext, type: string, count: number) =>
  until(async () => (await ofType(context().store, type)).length >= count);

/** The reactions of finance are past all that stands in both logs. */
async function caughtUp(): Promise<void> {
  await until(async () => {
    const { body } = await finance.get('/v1/finance/consumers');
    const consumers = body['items'] as readonly {
      readonly sources: readonly { readonly position: number; readonly head: number }[];
    }[];
    return consumers.every(({ sources }) => sources.every(({ position, head }) => position >= head));
  });
}

async function inspect(worker: number, day: string, failed: boolean, as: string) {
  const judged = items.map((item, n) => ({ item, passed: n > 0 || !failed }));
  const path = `/v1/segments/${segments[worker]}/days/${day}/inspections`;
  await post(sanitation, path, { time: '09:40', items: judged }, { roles: [as] });
}

/** What the events of the fund say of an account. */
async function balance(account: string): Promise<number> {
  const events = (await finance.store.readStream(`fund-${fund}`)) as unknown as readonly {
    readonly data: { readonly postings?: readonly { readonly account: string; readonly amount: number }[] };
  }[];
  return events
    .flatMap(({ data }) => data.postings ?? [])
    .filter((posting) => posting.account === account)
    .reduce((sum, { amount }) => sum + amount, 0);
}

async function slip(worker: number, month: string) {
  const { asOf: _, on: __, ...shown } = (await finance.get(`/v1/payslips/${workers[worker]}-${month}`)).body;
  return shown;
}

describe('X1: clean, and be paid for it', () => {
  test('S-04: three workers are inspected through a month, by both kinds of inspectors', async () => {
    for (let n = 0; n < 3; n += 1) {
      const job = { kind: 'cleaner', areaPath, validFrom: '2026-10-01' };
      const hired = await post(sanitation, '/v1/cleaners', job);
      workers.push(hired.streamId.slice('cleaner-'.length));
      const grids = [`${areaPath}A1/B07/U021/G0431/`];
      const defined = { name: '江欣苑东路', areaPath, grids, surfaces: ['green'], validFrom: '2026-10-01' };
      const { streamId } = await post(sanitation, '/v1/segments', defined);
      segments.push(streamId.slice('segment-'.length));
      const held = { cleaner: workers[n], validFrom: '2026-10-01' };
      await post(sanitation, `/v1/segments/${segments[n]}/assign`, held);
    }
    for (let day = 1; day <= 30; day += 1) {
      const date = `2026-11-${String(day).padStart(2, '0')}`;
      clock.set(`${date} 17:00`);
      // The first worker fails each fourth day, the second each fifth, the third never.
      for (const n of [0, 1, 2])
        await inspect(
          n,
          date,
          n < 2 && day % (n + 4) === 0,
          day % 2 === 0 ? 'township_inspector' : 'sanitation_inspector',
        );
    }
    await recorded(() => sanitation, 'AssessmentMonthOpened', 3);
  });

  test('F-07: months close by themselves; without a scale nobody is paid, and once there is one each is paid once', async () => {
    await restart();
    clock.set('2026-12-03 00:01');
    await recorded(() => sanitation, 'AssessmentMonthClosed', 3);
    await until(() => JSON.stringify(finance.app.readiness.report()).includes('no pay scale of cleaner'));
    expect(await ofType(finance.store, 'PayrollRun')).toEqual([]);
    // The line has money for two of three payslips.
    await post(finance, `/v1/funds/${fund}/allocations`, { line: 'campaign', amount: 700_000, areaPath });
    await post(finance, '/v1/pay-scales/cleaner', {
      ...{ from: '2026-01', base: 240_001, step: 10_000, steps: 10, byResult: 40 },
      insurances: ['pension', 'medical', 'unemployment', 'injury', 'maternity'].map((insurance, n) => ({
        ...{ insurance, employer: 1_600 - 390 * n, worker: n > 2 ? 0 : 800 - 375 * n },
      })),
      ...{ line: 'campaign', purpose: 'staff_pay' },
    });
    await recorded(() => finance, 'PayrollRun', 3);
    expect(await ofType(sanitation.store, 'AssessmentMonthClosed')).toHaveLength(3);
    expect(await ofType(finance.store, 'InsurancePaid')).toHaveLength(15);
  });

  test('F-07: what the line has no money for is shown unfunded and stays owed, until there is money', async () => {
    await restart();
    await recorded(() => finance, 'SpendCommitted', 2);
    await recorded(() => finance, 'FinanceReactionDeclined', 1);
    const [declined] = await ofType(finance.store, 'FinanceReactionDeclined');
    expect(declined?.data).toMatchObject({ reaction: 'commit-pay', rule: 'F-03', code: 'overdrawn' });
    await caughtUp();
    const { body } = await finance.get('/v1/payslips?month=2026-11&state=unfunded');
    const [unfunded] = body['items'] as readonly Readonly<Record<string, unknown>>[];
    const { worker, cost, commitment } = unfunded ?? {};
    const door = `/v1/payrolls/${String(worker)}/2026-11/pay-out`;
    expect(await finance.post(door)).toMatchObject({ status: 422, body: { code: 'unfunded', rule: 'F-07' } });
    await post(finance, `/v1/funds/${fund}/allocations`, { line: 'campaign', amount: 5_000_000, areaPath });
    const owed = { commitment, line: 'campaign', purpose: 'staff_pay', amount: cost, payee: worker };
    await post(finance, `/v1/funds/${fund}/commitments`, owed);
    for (const one of workers) await post(finance, `/v1/payrolls/${one}/2026-11/pay-out`);
    await recorded(() => finance, 'SpendMade', 3);
    const runs = await ofType(finance.store, 'PayrollRun');
    const costs = runs.map(({ data }) => (data as { cost: number }).cost);
    expect(await balance('spent:campaign:staff_pay')).toBe(costs.reduce((sum, one) => sum + one, 0));
  });

  test('F-07, S-28: a correction, a reward and a penalty go with the next pay; no payslip changes', async () => {
    const before = await Promise.all([0, 1, 2].map((n) => slip(n, '202611')));
    const of = (n: number) => `/v1/assessments/${workers[n]}/2026-11`;
    const failed = async (n: number) => {
      const { body } = await sanitation.get(`/v1/assessments/${workers[n]}-202611`);
      const inspections = body['inspections'] as readonly { evidence: string; passed: boolean }[];
      return inspections.filter(({ passed }) => !passed).map(({ evidence }) => evidence);
    };
    const [wrong] = await failed(0);
    const [cited] = await failed(1);
    await post(sanitation, `${of(0)}/corrections`, { strike: [wrong], reason: 'wrong_segment' });
    await post(sanitation, `${of(1)}/penalties`, { amount: 5_000, evidence: [cited], reason: 'neglect' });
    await post(sanitation, `${of(2)}/rewards`, { amount: 20_000, reason: 'never_failed' });
    await recorded(() => finance, 'PayrollAdjusted', 3);
    await restart();
    for (const n of [0, 1, 2]) await inspect(n, '2026-12-02', n === 0, 'sanitation_inspector');
    await recorded(() => sanitation, 'AssessmentMonthOpened', 6);
    clock.set('2027-01-03 00:01');
    await recorded(() => finance, 'PayrollRun', 6);
    await caughtUp();
    expect(await Promise.all([0, 1, 2].map((n) => slip(n, '202611')))).toEqual(before);
    const adjusted = await Promise.all([0, 1, 2].map(async (n) => (await slip(n, '202612'))['adjusted']));
    const [correction, ...others] = adjusted as readonly number[];
    expect(correction).toBeGreaterThan(0);
    expect(others).toEqual([-5_000, 20_000]);
    const taken = (await finance.get('/v1/pay-adjustments?state=pending')).body['items'];
    expect(taken).toEqual([]);
  });

  test('X1: events that come again, all of them, add nothing', async () => {
    const logs = async () => [await everything(sanitation.store), await everything(finance.store)];
    const before = await logs();
    await stop();
    for (const name of ['sanitation', 'finance'])
      for (const end of ['', '-wal', '-shm'])
        await rm(join(folder, name, `views.db${end}`), { force: true, recursive: true });
    await start();
    await caughtUp();
    expect(await logs()).toEqual(before);
  });

  test('X1: every payslip follows to the fen from events alone, and a fen that does not is found', async () => {
    const events = [...(await everything(sanitation.store)), ...(await everything(finance.store))];
    const [november, december] = [recount('2026-11', events), recount('2026-12', events)];
    expect([november.length, december.length]).toEqual([3, 3]);
    for (const { slip, wrong } of [...november, ...december])
      expect({ slip, wrong }).toEqual({ slip, wrong: [] });
    // A payslip with a fen more, an inspection that is gone, an adjustment without its cause.
    const tampered = (type: string, change: (event: RecordedEvent) => readonly RecordedEvent[]) =>
      recount(
        '2026-12',
        events.flatMap((event) => (event.type === type ? change(event) : [event])),
      ).flatMap(({ wrong }) => wrong);
    const more = (event: RecordedEvent) => {
      const data = event.data as { readonly net: number };
      return [{ ...event, data: { ...data, net: data.net + 1 } }];
    };
    expect(tampered('PayrollRun', more)).toHaveLength(3);
    expect(tampered('SegmentInspected', () => []).length).toBeGreaterThan(0);
    expect(tampered('RewardGranted', () => []).length).toBeGreaterThan(0);
    expect(tampered('PayScaleSet', () => [])).toHaveLength(3);
  });

  test('X1: anybody who has the logs can reckon the pay of a month anew', () => {
    const tool = (...args: string[]) =>
      spawnSync(
        process.execPath,
        ['--conditions=@linli/source', join(root, 'scripts/verify.mjs'), 'payroll', ...args],
        { encoding: 'utf8' },
      );
    const logs = ['sanitation', 'finance'].map((name) => join(folder, name, 'log.db'));
    const november = tool('2026-11', ...logs);
    expect(november).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('3 payslips of 2026-11, 0 of them wrong'),
    });
    expect(november.stdout).toContain(`right ${workers[0]}-202611: `);
    expect(tool('2026-10', ...logs).status).toBe(2);
    expect(tool('2026-10', 'nowhere.db').status).toBe(2);
    expect(tool('November').status).toBe(2);
  });
});
