import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { createLogger } from '@linli/service-kit';
import { type City, openCity } from '../../src/city.ts';
import { DataFolder } from '../../src/data-folder.ts';

const areaPath = '42/01/05/011/010/';
const folder = mkdtempSync(join(tmpdir(), 'linli-pledges-'));
let data: DataFolder;
let city: City;
let url: string;

/** A city with the logs it had; without the views of residents, every pledge is brought to its reaction again. */
async function start({ lost = false } = {}): Promise<void> {
  if (lost)
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(folder, `residents.views.db${end}`), { force: true, recursive: true });
  data = DataFolder.open(folder, { fresh: false, newStoryStart: () => new Date('2026-11-17T16:00:00Z') });
  const logger = createLogger({ service: 'city', level: 'silent' });
  city = await openCity({ data, pace: 60, say: () => {}, logger });
  url = await city.app.listen(0);
}
async function stop(): Promise<void> {
  await city.app.stop();
  data.close();
}
async function restart(how = {}): Promise<void> {
  await stop();
  await start(how);
}

beforeAll(() => start(), 120_000);
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

async function call(path: string, subject: string, body?: object) {
  const roles = ['planner', 'cobuild_keeper', 'service_desk', 'viewer'];
  const token = await city.issuer.issue({ subject, roles, areas: [''], ttlSeconds: 600 });
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Readonly<Record<string, string | undefined>>,
  };
}

/** Answers what a command recorded. */
async function done(path: string, body: object, subject = 'desk-1') {
  const answer = await call(path, subject, body);
  expect({ path, ...answer }).toMatchObject({ status: 201 });
  return answer.body;
}

/** A case that desk 1 owns; its id and position. */
async function openCase() {
  const request = { matter: randomUUID(), channel: 'hall', line: 'public', resident: randomUUID(), areaPath };
  const { case: id = '' } = await done('/v1/requests', { ...request, text: '想要量血压' });
  const { position = '' } = await done(`/v1/service-cases/${id}/open`, { class: 'convenience' });
  return { id, position };
}

let pledges = 0;
const actOn = (pledge: string, how: string, body: object) =>
  done(`/v1/cobuild-agreements/school/pledges/${pledge}/${how}`, body);

/** A pledge that is to settle the case. */
async function pledgeFor({ id, position }: { readonly id: string; readonly position: string }) {
  const pledge = String((pledges += 1));
  await done('/v1/cobuild-agreements/school/pledges', { pledge, item: '义诊', dueOn: '2027-06-30' });
  expect((await call(`/v1/open-cases/${id}?after=${position}`, 'desk-1')).status).toBe(200);
  await actOn(pledge, 'match', { case: id });
  return pledge;
}

const eventsOf = (id: string) => city.logs.residents.readStream(`service-case-${id}`);
const closings = async (id: string): Promise<readonly RecordedEvent[]> =>
  (await eventsOf(id)).filter(({ type }) => type === 'ServiceCaseClosed');
async function untilClosed(id: string): Promise<RecordedEvent> {
  for (;;) {
    const [found] = await closings(id);
    if (found !== undefined) return found;
    await pause(5);
  }
}
const declined = async () => {
  const filter = { types: ['ResidentsReactionDeclined'] };
  return (await city.logs.residents.readAll({ after: 0, limit: 1_000_000, filter })).events;
};

describe('X3: from the case to the pledge that settles it', () => {
  test('P-08, R-10: a case is opened, a pledge matched and fulfilled, and the case closed by it', async () => {
    const org = { code: 'school', name: '三中党支部', kind: 'branch', areaPath, members: 9 };
    await done('/v1/party-orgs', { ...org, validFrom: '2020-01-01' });
    await done('/v1/cobuild-agreements', { org: 'school', areaPath, signedOn: '2026-03-01' });
    const found = await openCase();
    const pledge = await pledgeFor(found);
    expect(await closings(found.id)).toEqual([]);
    await actOn(pledge, 'fulfil', { proof: 'photo-1' });
    const closed = await untilClosed(found.id);
    const [fulfilled] = (await city.logs.party.readStream('cobuild-school')).slice(-1);
    expect(closed.data).toEqual({ outcome: 'resolved', by: 'pledge', evidence: fulfilled?.id });
    expect(closed.metadata).toMatchObject({
      causationId: fulfilled?.id,
      actor: 'policy:close-fulfilled-case',
    });
    expect(
      await call(`/v1/service-cases/${found.id}/close`, 'desk-1', { outcome: 'resolved' }),
    ).toMatchObject({
      status: 422,
      body: { rule: 'R-10', code: 'case-closed' },
    });
  });

  test('P-08: a case that nobody has opened is refused for a pledge, and so is a pledge that has its case', async () => {
    const path = '/v1/cobuild-agreements/school/pledges';
    const pledge = await pledgeFor(await openCase());
    const other = await openCase();
    await call(`/v1/open-cases/${other.id}?after=${other.position}`, 'desk-1');
    const refused = (code: string) => ({ status: 422, body: { rule: 'P-08', code } });
    expect(await call(`${path}/${pledge}/match`, 'k', { case: other.id })).toMatchObject(
      refused('matched-before'),
    );
    await done(path, { pledge: 'free', item: '义诊', dueOn: '2027-06-30' });
    expect(await call(`${path}/free/match`, 'k', { case: randomUUID() })).toMatchObject(
      refused('case-unknown'),
    );
    // Fulfilled without a case it closes none.
    await actOn('free', 'fulfil', { proof: 'photo-2' });
    expect(await closings(other.id)).toEqual([]);
  });

  test('R-10: a case that its owner closed before stays as he closed it; the pledge is fulfilled all the same', async () => {
    const found = await openCase();
    const pledge = await pledgeFor(found);
    await done(`/v1/service-cases/${found.id}/close`, { outcome: 'withdrawn' });
    const before = (await declined()).length;
    await actOn(pledge, 'fulfil', { proof: 'photo-3' });
    while ((await declined()).length === before) await pause(5);
    expect((await declined()).at(-1)?.data).toEqual({
      reaction: 'close-fulfilled-case',
      asked: `service-case-${found.id}`,
      outcome: 'unchanged',
    });
    expect((await closings(found.id)).map((closing) => closing.data)).toEqual([
      { outcome: 'withdrawn', by: 'owner' },
    ]);
  });

  test('R-10: with a restart between any two steps, and when all is brought again, a case is closed once', async () => {
    const found = await openCase();
    await restart();
    const pledge = await pledgeFor(found);
    await restart();
    await actOn(pledge, 'fulfil', { proof: 'photo-4' });
    await restart();
    const closed = await untilClosed(found.id);
    const before = await declined();
    await restart({ lost: true });
    // What comes behind shows that the reaction has been past all the others again.
    const witness = await openCase();
    await actOn(await pledgeFor(witness), 'fulfil', { proof: 'photo-5' });
    await untilClosed(witness.id);
    expect(await closings(found.id)).toEqual([closed]);
    expect(await declined()).toEqual(before);
    // A city takes its time to start, and this one starts five times.
  }, 240_000);
});
