import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent, Tally } from '@linli/contracts';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';
import { ballotRules } from '../src/motion/ballot-rules.ts';
import { verdict } from '../src/motion/verdict.ts';

const areaPath = '42/01/05/011/010/';
const subject = 'a'.repeat(64);
const speaker = '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11';
const chair = { roles: ['ballot_chair'], areas: [areaPath] } as const;
const teller = { roles: ['teller'], areas: [areaPath] } as const;
const clock = new HandClock('2026-05-01 09:00');
const instant = (local: string) => `${local.replace(' ', 'T')}:00+08:00`;
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

async function post(path: string, body: object = {}, as: object = chair): Promise<string> {
  const answer = await city.post(`/v1/motions/${path}`, body, { as });
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body['position']);
}

const cast = (motion: string, voter: number, choice?: string) =>
  city.post(`/v1/motions/${motion}/votes`, { voter, ...(choice && { choice }) }, { as: teller });

const ballot = (more: object) => ({
  ...{ matter: 'election', areaPath, subject, rule: 'villagers', secret: false, roll: { voters: 5 } },
  ...{ opensAt: instant('2026-05-21 08:00'), closesAt: instant('2026-05-21 18:00') },
  ...more,
});

/** Everything of the log, in its order. */
async function log(): Promise<readonly RecordedEvent[]> {
  return (await city.store.readAll({ after: 0, limit: 10_000 })).events;
}

async function declared(motion: string): Promise<RecordedEvent> {
  for (;;) {
    const found = (await city.store.readStream(`motion-${motion}`)).at(-1);
    if (['MotionCarried', 'MotionRejected', 'QuorumNotMet'].includes(found?.type ?? ''))
      return found as RecordedEvent;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What anybody works out of the log: the votes of a motion before its cut, and what they come to. */
async function recount(motion: string) {
  const events = await log();
  const cut = events.find(({ type, streamId }) => type === 'BallotClosed' && streamId === `motion-${motion}`);
  const opened = events.find(
    ({ type, streamId }) => type === 'BallotOpened' && streamId === `motion-${motion}`,
  );
  const voters: Record<keyof Tally['voters'], number> = { yes: 0, no: 0, abstain: 0 };
  for (const { type, data, position } of events) {
    const slip = data as { motion: string; choice: keyof Tally['voters'] };
    if (type === 'VoteCast' && slip.motion === motion && position < (cut?.position ?? 0))
      voters[slip.choice] += 1;
  }
  const { rule, roll } = opened?.data as { rule: string; roll: { voters: number } };
  const found = ballotRules.first.rules.find((one) => one.rule === rule);
  if (found === undefined) throw new Error(`no rule ${rule}`);
  return { tally: { voters }, type: verdict(found, roll, { voters }), cut: cut?.position };
}

describe('motions over HTTP', () => {
  test('R-20, R-21: heard, voted on, cut off, declared; and anybody recounts it from the log', async () => {
    clock.set('2026-05-01 09:00');
    const matter = 'land_compensation';
    const own = { matter, rule: 'households', roll: { voters: 6 } };
    expect(await city.post('/v1/motions/m-1/ballot', ballot(own), { as: chair })).toMatchObject({
      status: 422,
      body: { rule: 'R-20', code: 'not-heard' },
    });
    await post('m-1/hearing', { matter, areaPath, heldAt: instant('2026-05-02 09:00') });
    await post('m-1/speakers', { speaker });
    clock.set('2026-05-02 10:00');
    const testimony = '钱要先用来保社保';
    await post('m-1/testimonies', { speaker, stance: 'for', testimony });
    await post('m-1/close-hearing');
    expect(JSON.stringify(await log())).not.toContain(testimony);
    const said = `/v1/testimonies?area=${areaPath}&motion=m-1&after=residents:${await city.store.head()}`;
    expect((await city.get(said, chair)).body['items']).toMatchObject([{ speaker, testimony: '[sealed]' }]);
    await post('m-1/ballot', ballot(own));
    clock.set('2026-05-21 09:00');
    const votes = ['yes', 'no', 'yes', 'yes'];
    let last = '';
    for (const [index, choice] of votes.entries())
      last = String((await cast('m-1', index + 1, choice)).body['position']);
    expect(await cast('m-1', 1, 'no')).toMatchObject({ status: 422, body: { code: 'voted-before' } });
    const open = (await city.get(`/v1/motions/m-1?after=${last}`)).body;
    expect(open).toMatchObject({ state: 'voting', present: { voters: 4 }, turnout: 66, heard: 1 });
    expect(open).not.toHaveProperty('tally');
    clock.set('2026-05-21 18:00');
    expect(await cast('m-1', 5, 'no')).toMatchObject({ status: 422, body: { code: 'ballot-over' } });
    clock.set('2026-05-21 18:02');
    const { type, data, position, metadata } = await declared('m-1');
    expect(type).toBe('MotionCarried');
    expect(data).toMatchObject(await recount('m-1').then(({ type: _, ...counted }) => counted));
    expect(await recount('m-1')).toMatchObject({
      type: 'MotionCarried',
      tally: { voters: { yes: 3, no: 1 } },
    });
    expect(metadata).toMatchObject({ areaPath, knownAt: expect.stringContaining('residents:') });
    expect((await city.get(`/v1/motions/m-1?after=residents:${position}`)).body).toMatchObject({
      ...{ state: 'carried', tally: { voters: { yes: 3, no: 1, abstain: 0 } } },
      cut: (await recount('m-1')).cut,
    });
    const list = `/v1/motions?area=${areaPath}&state=carried&after=residents:${position}`;
    expect((await city.get(list)).body['items']).toMatchObject([{ id: 'm-1' }]);
  });

  test('R-21: a vote that reaches the log behind the cut counts neither in the view nor in a recount', async () => {
    clock.set('2026-05-01 09:00');
    await post('m-2/ballot', ballot({}));
    clock.set('2026-05-21 09:00');
    for (const voter of [1, 2, 3]) await cast('m-2', voter, voter === 1 ? 'no' : 'yes');
    clock.set('2026-05-21 18:02');
    const carried = await declared('m-2');
    // As if its process had been away for longer than the grace.
    const [slip] = await city.store.readStream('vote-m-2-1');
    const {
      id: _,
      position: __,
      revision: ___,
      recordedAt: ____,
      streamId: _____,
      ...event
    } = slip as RecordedEvent;
    const late = { ...event, id: '0f0e1a52-0000-7000-8000-00000000000a' };
    const data = { ...(event.data as object), voter: 4 };
    await city.store.append(
      'vote-m-2-4',
      [{ ...late, data, metadata: { ...event.metadata, commandId: 'late' } }],
      'any',
    );
    const after = `residents:${await city.store.head()}`;
    expect((await city.get(`/v1/motions/m-2?after=${after}`)).body).toMatchObject({
      ...{ state: 'carried', present: { voters: 3 }, tally: { voters: { yes: 2, no: 1, abstain: 0 } } },
    });
    expect(await recount('m-2')).toMatchObject({ type: carried.type, tally: { voters: { yes: 2, no: 1 } } });
  });

  test('R-21: a secret ballot records who has voted alone; papers that do not sum to that are refused', async () => {
    clock.set('2026-05-01 09:00');
    await post('m-3/ballot', ballot({ secret: true }));
    clock.set('2026-05-21 09:00');
    for (const voter of [1, 2, 3]) expect((await cast('m-3', voter)).status).toBe(201);
    expect(await cast('m-3', 4, 'yes')).toMatchObject({ status: 422, body: { code: 'secrecy' } });
    for (const { data } of await city.store.readStream('vote-m-3-1'))
      expect(data).not.toHaveProperty('choice');
    clock.set('2026-05-21 18:02');
    const closed = async () => (await city.store.readStream('motion-m-3')).at(-1)?.type === 'BallotClosed';
    while (!(await closed())) await new Promise((resolve) => setTimeout(resolve, 10));
    await city.get(`/v1/motions/m-3?after=residents:${await city.store.head()}`);
    const papers = (yes: number, no: number) =>
      city.post('/v1/motions/m-3/result', { voters: { yes, no, abstain: 0 } }, { as: chair });
    expect(await papers(3, 1)).toMatchObject({ status: 422, body: { code: 'papers-do-not-sum' } });
    expect((await papers(2, 1)).status).toBe(201);
    expect(await declared('m-3')).toMatchObject({ type: 'MotionCarried' });
  });

  test('R-21: each who votes once is enough, however many vote at once', async () => {
    clock.set('2026-05-01 09:00');
    await post('m-4/ballot', ballot({ roll: { voters: 40 } }));
    clock.set('2026-05-21 09:00');
    const all = Array.from({ length: 80 }, (_, index) => cast('m-4', (index % 40) + 1, 'yes'));
    const answers = await Promise.all(all);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(40);
    clock.set('2026-05-21 18:02');
    expect((await declared('m-4')).data).toMatchObject({ tally: { voters: { yes: 40, no: 0, abstain: 0 } } });
  });

  test('R-21: votes and motions take their permissions, and the area', async () => {
    clock.set('2026-05-01 09:00');
    await post('m-5/ballot', ballot({}));
    const away = { areas: ['42/01/06/'] };
    const vote = { voter: 1, choice: 'yes' };
    for (const as of [chair, { ...teller, ...away }])
      expect((await city.post('/v1/motions/m-5/votes', vote, { as })).status).toBe(403);
    for (const as of [teller, { ...chair, ...away }])
      expect((await city.post('/v1/motions/m-6/ballot', ballot({}), { as })).status).toBe(403);
    expect(await city.post('/v1/motions/none/votes', vote, { as: teller })).toMatchObject({
      status: 422,
      body: { code: 'ballot-unknown' },
    });
  });

  test.each([
    ['votes', { voter: 0, choice: 'yes' }],
    ['votes', { voter: 1, choice: 'maybe' }],
    ['votes', { voter: '1' }],
    ['ballot', ballot({ rule: 'Village' })],
    ['ballot', ballot({ roll: { voters: 1, areas: [0] } })],
    ['ballot', ballot({ subject: 'A' })],
    ['hearing', { matter: 'election', areaPath, heldAt: '2026-02-30T00:00:00Z' }],
    ['result', { voters: { yes: -1, no: 0, abstain: 0 } }],
  ])('POST …/%s with %j is a problem document of status 400', async (path, body) => {
    expect(await city.post(`/v1/motions/m-7/${path}`, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});
