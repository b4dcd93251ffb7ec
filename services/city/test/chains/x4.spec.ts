import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { FinanceModule } from '@linli/finance';
import { ResidentsModule } from '@linli/residents';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';

const areaPath = '42/01/05/011/010/';
const receipt = 1_723_000_000;
const motion = 'm-2026-3';
const clock = new HandClock('2026-05-01 09:00');
const instant = (local: string) => `${local.replace(' ', 'T')}:00+08:00`;
const lines = [
  { use: 'allowance', amount: 500_000_000 },
  { use: 'social_insurance', amount: 400_000_000 },
  { use: 'investment', parts: 1 },
];
/** 205 holders with 1 to 7 shares, in three lists. */
const holders = Array.from({ length: 205 }, (_, index) => ({
  holder: `h-${String(index).padStart(3, '0')}`,
  shares: (index % 7) + 1,
}));
const total = 1_000_000_007;

const folder = await mkdtemp(join(tmpdir(), 'x4-'));
let residents: RunningContext;
let finance: RunningContext;

const startFinance = () =>
  runContext(FinanceModule, { clock, folder: join(folder, 'finance'), logs: { residents: residents.store } });

async function restart(): Promise<void> {
  await finance.stop();
  finance = await startFinance();
}

/** Asks until the answer fits: what has to be heard from another context or process comes when it comes. */
async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const logOf = async (city: RunningContext): Promise<readonly RecordedEvent[]> =>
  (await city.store.readAll({ after: 0, limit: 10_000 })).events;
const paidIn = (events: readonly RecordedEvent[]) => events.filter(({ type }) => type === 'DividendPaid');

async function done(city: RunningContext, path: string, body: object = {}): Promise<string> {
  const answer = await city.post(`/v1/${path}`, body);
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body['position']);
}

/** Has the motion heard, put to the vote of six households, and carried. */
async function carry(subject: string): Promise<RecordedEvent> {
  const ballot = {
    ...{
      matter: 'land_compensation',
      areaPath,
      subject,
      rule: 'households',
      secret: false,
      roll: { voters: 6 },
    },
    ...{ opensAt: instant('2026-05-21 08:00'), closesAt: instant('2026-05-21 18:00') },
  };
  // a ballot before the hearing is refused.
  expect(await residents.post(`/v1/motions/${motion}/ballot`, ballot)).toMatchObject({
    status: 422,
    body: { rule: 'R-20', code: 'not-heard' },
  });
  const hearing = { matter: 'land_compensation', areaPath, heldAt: instant('2026-05-02 09:00') };
  await done(residents, `motions/${motion}/hearing`, hearing);
  clock.set('2026-05-02 10:00');
  await done(residents, `motions/${motion}/close-hearing`);
  await done(residents, `motions/${motion}/ballot`, ballot);
  clock.set('2026-05-21 09:00');
  for (const voter of [1, 2, 3, 4]) {
    const choice = voter === 4 ? 'no' : 'yes';
    await done(residents, `motions/${motion}/votes`, { voter, choice });
  }
  clock.set('2026-05-21 18:02');
  return until(async () => (await logOf(residents)).find(({ type }) => type === 'MotionCarried'));
}

beforeAll(async () => {
  for (const context of ['residents', 'finance']) await mkdir(join(folder, context));
  residents = await runContext(ResidentsModule, { clock, folder: join(folder, 'residents') });
  finance = await startFinance();
});
afterAll(async () => {
  await finance.stop();
  await residents.stop();
  await rm(folder, { recursive: true });
});

describe('X4: compensation, vote, dividend', () => {
  test('F-09, R-20, R-21: compensation is received, proposed to the fen, voted on, and approved by that very motion', async () => {
    await done(finance, 'compensations/c-1/receipt', { amount: receipt, areaPath, receivedOn: '2026-05-01' });
    const off = lines.map((line) => ('parts' in line ? { use: line.use, amount: 823_000_001 } : line));
    expect(await finance.post('/v1/compensations/c-1/proposals', { lines: off })).toMatchObject({
      status: 422,
      body: { rule: 'F-09', code: 'not-the-receipt' },
    });
    const proposed = await done(finance, 'compensations/c-1/proposals', { lines });
    const { body } = await finance.get(`/v1/compensations/c-1?after=${proposed}`);
    const subject = String(body['sha256']);
    const approve = (of: string) => finance.post('/v1/compensations/c-1/approval', { motion: of });
    expect(await approve(motion)).toMatchObject({ status: 422, body: { code: 'motion-unknown' } });

    await carry(subject);
    await restart();
    // Lines that were changed after the vote have another hash.
    const changed = [
      ...lines.slice(0, 2),
      { use: 'investment', amount: 822_999_999 },
      { use: 'shared_out', parts: 1 },
    ];
    await done(finance, 'compensations/c-1/proposals', { lines: changed });
    const heard = await until(async () => {
      const answer = await approve(motion);
      return answer.body['code'] === 'motion-unknown' ? undefined : answer;
    });
    expect(heard).toMatchObject({ status: 422, body: { rule: 'F-09', code: 'other-lines' } });
    await done(finance, 'compensations/c-1/proposals', { lines });
    const approved = await done(finance, 'compensations/c-1/approval', { motion });
    expect((await finance.get(`/v1/compensations/c-1?after=${approved}`)).body).toMatchObject({
      ...{ state: 'approved', motion, held: 0, used: receipt, sha256: subject },
      lines: [...lines.slice(0, 2), { use: 'investment', amount: 823_000_000 }],
    });
    const event = (await finance.store.readStream('compensation-c-1')).at(-1);
    expect(event?.metadata['knownAt']).toContain('residents:');
  });

  test('F-10: who held shares at the cut is paid once, though he sold next day, finance is ended half way, and all comes again', async () => {
    clock.set('2026-06-01 09:00');
    for (let from = 0; from < holders.length; from += 100)
      await done(finance, 'share-books/jiangxinyuan/issues', {
        ...{ areaPath, on: '2026-05-31', holders: holders.slice(from, from + 100) },
      });
    // Sold on the day after the record date, and recorded before the dividend is declared.
    const sale = { from: 'h-006', to: 'h-new', shares: 7, on: '2026-06-01' };
    await done(finance, 'share-books/jiangxinyuan/transfers', sale);
    const run = { collective: 'jiangxinyuan', run: '2026', total, recordDate: '2026-05-31' };
    expect(await finance.post('/v1/dividends', { ...run, recordDate: '2026-06-01' })).toMatchObject({
      status: 422,
      body: { rule: 'F-10', code: 'record-date-not-over' },
    });
    await done(finance, 'dividends', run);

    // Ended half way, again and again, until all are paid.
    let restarts = 0;
    for (;;) {
      const count = paidIn(await logOf(finance)).length;
      if (count === holders.length) break;
      if (count > restarts * 40) {
        await restart();
        restarts += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(restarts).toBeGreaterThan(0);
    const before = (await logOf(finance)).length;
    await finance.stop();
    // Views and checkpoints are lost: every event comes again, and is answered by what stands in the log.
    for (const end of ['', '-wal', '-shm'])
      await rm(join(folder, 'finance', `views.db${end}`), { force: true });
    finance = await startFinance();
    await done(finance, 'share-books/witness/issues', {
      areaPath,
      on: '2026-06-01',
      holders: holders.slice(0, 1),
    });
    clock.set('2026-06-02 09:00');
    const witness = { collective: 'witness', run: '2026', total: 5, recordDate: '2026-06-01' };
    await done(finance, 'dividends', witness);
    const events = await until(async () => {
      const all = await logOf(finance);
      return all.some(({ streamId }) => streamId === 'dividend-slip-witness-2026-h-000') ? all : undefined;
    });
    const [declared] = events.filter(({ streamId }) => streamId === 'dividend-jiangxinyuan-2026');
    const { perShare, remainder, cut } = declared?.data as {
      perShare: number;
      remainder: number;
      cut: number;
    };
    const mine = paidIn(events).filter(({ streamId }) => streamId.startsWith('dividend-slip-jiangxinyuan-'));
    expect(mine.map(({ streamId }) => streamId).sort()).toEqual(
      holders.map(({ holder }) => `dividend-slip-jiangxinyuan-2026-${holder}`),
    );
    expect(mine.map(({ data }) => data)).toEqual(
      expect.arrayContaining(
        holders.map(({ holder, shares }) =>
          expect.objectContaining({ holder, shares, amount: perShare * shares }),
        ),
      ),
    );
    expect(events.filter(({ type }) => type === 'FinanceReactionDeclined')).toEqual([]);
    // What came behind `before` is the witness alone.
    expect(events.slice(before).every(({ streamId }) => streamId.includes('witness'))).toBe(true);
    const paid = mine.reduce((sum, { data }) => sum + (data as { amount: number }).amount, 0);
    expect(paid + remainder).toBe(total);

    // At any position since the declaration, what is paid, payable and left sums to the total.
    const last = events.at(-1)?.position ?? 0;
    const from = declared?.position ?? 0;
    await finance.get(`/v1/dividends?after=finance:${last}`);
    for (const asOf of [from, from + 3, from + 50, from + 150, last]) {
      const { body } = await finance.get(`/v1/dividends/jiangxinyuan-2026?asOf=finance:${asOf}`);
      const sums = body as Readonly<Record<string, number>>;
      expect(Number(sums['paid']) + Number(sums['payable']) + Number(sums['remainder'])).toBe(total);
      const counted = mine.filter(({ position }) => position <= asOf);
      expect(sums).toMatchObject({
        paid: counted.reduce((sum, { data }) => sum + (data as { amount: number }).amount, 0),
        ...{ holdersPaid: counted.length, cut },
      });
    }
    const list = '/v1/dividend-payments?dividend=jiangxinyuan-2026';
    expect((await finance.get(`${list}&holder=h-new`)).body['items']).toEqual([]);
    expect((await finance.get(`${list}&holder=h-006`)).body['items']).toMatchObject([
      { shares: 7, amount: perShare * 7 },
    ]);
  });

  test('F-11, G-11: net is below nothing in 2003 and more than 2,000 million yuan at the end of 2015', async () => {
    const yuan = 100;
    const value = (on: string, assets: number, debts: number) =>
      done(finance, 'collectives/jiangxinyuan/valuations', { areaPath, on, assets, debts });
    await value('2003-12-31', 0, 2_000_000 * yuan + 1);
    const first = await value('2015-12-31', 2_000_000_001 * yuan, 0);
    await done(finance, 'collectives/jiangxinyuan/restructuring', {
      company: '江欣苑集团',
      on: '2006-01-01',
    });
    const name = '江欣苑物业公司';
    const after = await done(finance, 'collectives/jiangxinyuan/subsidiaries', {
      ...{ subsidiary: 'property', name, on: '2008-01-01' },
    });
    const on = async (day: string) =>
      (await finance.get(`/v1/collectives/jiangxinyuan?after=${after}&on=${day}`)).body as Record<
        string,
        number
      >;
    expect((await on('2003-12-31'))['net']).toBeLessThan(0);
    expect(await on('2003-12-31')).not.toHaveProperty('company');
    expect((await on('2015-12-31'))['net']).toBeGreaterThan(2_000_000_000 * yuan);
    expect(await on('2015-12-31')).toMatchObject({
      ...{ company: '江欣苑集团', subsidiaries: [{ name }] },
      dividends: total,
    });
    const { body } = await finance.get(`/v1/collectives/jiangxinyuan?asOf=${first}&on=2015-12-31`);
    expect(body).not.toHaveProperty('company');
    expect((await finance.get(`/v1/collectives/jiangxinyuan?on=2003-12-30`)).status).toBe(404);
  });

  test('F-09: the compensation of 2004 comes in as it was decided, without a motion', async () => {
    await done(finance, 'compensations/c-2004/receipt', {
      amount: receipt,
      areaPath,
      receivedOn: '2004-09-01',
    });
    await done(finance, 'compensations/c-2004/proposals', { lines });
    const earlier = (decidedOn: string) =>
      finance.post('/v1/compensations/c-2004/earlier-decision', { decidedOn });
    expect(await earlier('2026-06-02')).toMatchObject({ status: 422, body: { code: 'takes-a-motion' } });
    const { status, body } = await earlier('2004-12-20');
    expect(status).toBe(201);
    const approved = (await finance.get(`/v1/compensations/c-2004?after=${String(body['position'])}`)).body;
    expect(approved).toMatchObject({ state: 'approved', decidedOn: '2004-12-20', held: 0 });
    expect(approved).not.toHaveProperty('motion');
  });
});
