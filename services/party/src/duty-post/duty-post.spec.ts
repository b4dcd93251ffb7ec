import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DutyPostEvent } from '@linli/contracts';
import { runContext, type RunningContext } from '@linli/service-kit/testing';
import { given } from '@linli/testing';
import { PartyModule } from '../party.module.ts';
import { dutyPost } from './duty-post.ts';

const areaPath = '42/01/05/011/010/';
const post = { name: '治安巡逻岗', areaPath, duties: ['keep_order', 'settle_quarrels'], seats: 1 };
const offered: DutyPostEvent = { type: 'DutyPostOffered', data: post };
const claimed: DutyPostEvent = { type: 'DutyPostClaimed', data: { member: 'm-1' } };
const claim = (member: string) => ({ type: 'ClaimDutyPost', member }) as const;
const report = (member: string, duty: string) => ({ type: 'ReportDutyDone', member, duty }) as const;

test('P-05: a post is offered once', () => {
  given(dutyPost)
    .when({ type: 'OfferDutyPost', ...post })
    .then(offered);
  given(dutyPost)
    .events(offered)
    .when({ type: 'OfferDutyPost', ...post })
    .thenRefused('P-05', 'offered-before');
});

test('P-05: a member claims a post once, and only one that is offered', () => {
  given(dutyPost).when(claim('m-1')).thenRefused('P-05', 'duty-post-unknown');
  given(dutyPost).events(offered).when(claim('m-1')).then(claimed);
  const twoSeats: DutyPostEvent = { type: 'DutyPostOffered', data: { ...post, seats: 2 } };
  const once = given(dutyPost).events(twoSeats, claimed);
  once.when(claim('m-1')).thenRefused('P-05', 'claimed-before', 'member');
  once.when(claim('m-2')).then({ type: 'DutyPostClaimed', data: { member: 'm-2' } });
});

test('P-05: a post has no more members than seats', () => {
  given(dutyPost).events(offered, claimed).when(claim('m-2')).thenRefused('P-05', 'no-seat-left');
});

test('P-05: a member reports the stated duties of a post he has claimed, and nothing else', () => {
  given(dutyPost).when(report('m-1', 'keep_order')).thenRefused('P-05', 'duty-post-unknown');
  given(dutyPost)
    .events(offered)
    .when(report('m-1', 'keep_order'))
    .thenRefused('P-05', 'not-claimed', 'member');
  const taken = given(dutyPost).events(offered, claimed);
  taken.when(report('m-2', 'keep_order')).thenRefused('P-05', 'not-claimed', 'member');
  taken.when(report('m-1', 'paint_fences')).thenRefused('P-05', 'not-a-duty', 'duty');
  taken
    .when(report('m-1', 'keep_order'))
    .then({ type: 'DutyDone', data: { member: 'm-1', duty: 'keep_order' } });
});

let party: RunningContext;
beforeAll(async () => {
  party = await runContext(PartyModule);
});
afterAll(() => party.stop());

test('P-05: a post is offered, claimed and done over HTTP, and found by its state in its area', async () => {
  const { body: opened } = await party.post('/v1/duty-posts', post);
  const id = dutyPost.idOf(String(opened.streamId)) as string;
  const states = async (after: unknown, query: string) =>
    (await party.get(`/v1/duty-posts?after=${String(after)}&area=${areaPath}&${query}`)).body.items;
  expect(await states(opened.position, 'state=offered')).toEqual([
    { id, ...post, claimed: [], done: 0, state: 'offered' },
  ]);
  const { body: taken } = await party.post(`/v1/duty-posts/${id}/claim`, { member: 'm-1' });
  expect(await states(taken.position, 'state=offered')).toEqual([]);
  expect(await states(taken.position, 'state=claimed')).toMatchObject([{ id, claimed: ['m-1'] }]);
  const done = { member: 'm-1', duty: 'keep_order' };
  const { body: reported } = await party.post(`/v1/duty-posts/${id}/report`, done);
  expect(await states(reported.position, 'state=done')).toMatchObject([{ id, done: 1 }]);
  expect((await party.get(`/v1/duty-posts/${id}?after=${String(reported.position)}`)).body.done).toBe(1);
});

test('P-05: a post that was never offered is not found; posts are kept by those who may, in their area', async () => {
  expect(await party.post('/v1/duty-posts/none/claim', { member: 'm-1' })).toMatchObject({
    status: 404,
    body: { rule: 'P-05', code: 'duty-post-unknown' },
  });
  const elsewhere = { roles: ['branch_secretary'], areas: ['42/01/06/'] } as const;
  expect((await party.post('/v1/duty-posts', post, { as: elsewhere })).status).toBe(403);
  const viewer = { roles: ['viewer'], areas: [''] } as const;
  expect((await party.get('/v1/duty-posts', viewer)).status).toBe(403);
});
