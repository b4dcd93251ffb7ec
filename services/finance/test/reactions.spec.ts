import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { definitionOf, type RecordedEvent } from '@linli/contracts';
import { SqliteEventStore } from '@linli/event-sourcing';
import { HandClock, runContext } from '@linli/service-kit/testing';
import { FinanceModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/';
const fund = '420105011010-fiscal';

test('F-04, F-03: what was attached to a task just before its year was closed is not lost: it is next year’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'finance-'));
  const clock = new HandClock('2026-12-31 23:59');
  const log = await SqliteEventStore.open({ file: join(folder, 'log.db'), now: () => clock.now().getTime() });
  let count = 0;
  const append = (stream: string, type: string, data: object) => {
    const id = `01980000-0000-7000-8000-00000000000${(count += 1)}`;
    const metadata = { commandId: id, correlationId: id, actor: 'someone', tenant: 'wuhan', areaPath };
    return log.append(stream, [{ id, type, version: definitionOf(type).version, data, metadata }], 'any');
  };
  const money = { amount: 70, line: 'work', areaPath };
  const postings = [
    { account: 'budget', amount: -70 },
    { account: 'available:work', amount: 70 },
  ];
  // The service is away while the money comes and the year is closed.
  await append(`fund-${fund}-2026`, 'BudgetAllocated', { ...money, policy: 1, postings });
  await append('delegated-task-o-1', 'FundsAttached', { order: 'o-1', transfer: 'z-1', ...money });
  clock.set('2027-01-31 00:00');
  await append(`fund-${fund}-2026`, 'BudgetYearClosed', { postings: [] });
  await log.close();

  const city = await runContext(FinanceModule, { clock, folder });
  let events: readonly RecordedEvent[] = [];
  while (!events.some(({ streamId, type }) => streamId.endsWith('2027') && type === 'BudgetAllocated')) {
    await setTimeout(10);
    ({ events } = await city.store.readAll({ after: 0, limit: 1_000 }));
  }
  const allocated = events.filter(({ type }) => type === 'BudgetAllocated').slice(1);
  expect(allocated).toMatchObject([{ streamId: `fund-${fund}-2027`, data: money }]);
  const declined = events.find(({ id }) => id === allocated[0]?.metadata.causationId);
  expect(declined?.data).toMatchObject({ reaction: 'allocate-attached', code: 'year-closed' });
  await city.stop();
  await rm(folder, { recursive: true });
});
