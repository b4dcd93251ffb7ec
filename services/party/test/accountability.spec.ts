import { afterAll, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { runContext } from '@linli/service-kit/testing';
import { declaredRoles } from '@linli/service-kit';
import { garbageSuite, routesOf } from '@linli/service-kit/garbage';
import { setTimeout } from 'node:timers/promises';
import { PartyModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/';
const unit = 'enforcement:420105';
const incidents = new InMemoryEventStore();
const party = await runContext(PartyModule, { logs: { incidents } });
afterAll(async () => {
  await party.stop();
  await incidents.close();
});

let written = 0;
const eventId = () => `01980000-0000-7000-8000-${String((written += 1)).padStart(12, '0')}`;
async function record(stream: string, type: string, data: object): Promise<string> {
  const id = eventId();
  const metadata = { commandId: id, correlationId: id, actor: 'someone', tenant: 'wuhan', areaPath };
  await incidents.append(stream, [{ id, type, version: 1, data, metadata }], 'any');
  return id;
}

const report = { channel: 'patrol', occurredAt: '2026-05-11T01:00:00.000Z', severity: 'normal' };
const miss = { stage: 'handling', round: 1, due: '2026-05-11T03:00:00.000Z', unit };
const referredTo = (finding: string) => ({ ...report, referral: { finding, unit } });

/** Resolves once a stream of the party holds an event. */
async function recorded(stream: string) {
  for (;;) {
    const events = await party.store.readStream(stream);
    if (events.length > 0) return events;
    await setTimeout(10);
  }
}

async function declined(miss: string) {
  for (;;) {
    const { events } = await party.store.readAll({ after: 0, limit: 1_000 });
    const found = events.find(({ metadata }) => metadata.causationId === miss);
    if (found !== undefined) return found;
    await setTimeout(10);
  }
}

test('P-18, X2: a miss that is heard of before its finding opens a case once the finding is heard of', async () => {
  const reported = await record('incident-1', 'IncidentReported', referredTo('late'));
  const missed = await record('incident-1', 'DeadlineMissed', miss);
  const witness = await record('incident-2', 'IncidentReported', report);
  const { body } = await party.get(`/v1/evidence/${witness}?after=incidents:3`);
  expect(body).toMatchObject({ event: witness, type: 'IncidentReported', areaPath });
  await setTimeout(150);
  expect(await party.store.readStream(`accountability-${missed}`)).toEqual([]);

  const failed = await record('patrol-finding-late', 'DissuasionFailed', { attempt: 1 });
  const handedOver = await record('patrol-finding-late', 'ReportedToEnforcement', { unit });
  const [opened, ...more] = await recorded(`accountability-${missed}`);
  expect(more).toEqual([]);
  expect(opened).toMatchObject({
    type: 'AccountabilityCaseOpened',
    data: {
      unit,
      areaPath,
      reason: 'deadline_missed',
      evidence: [
        { event: failed, type: 'DissuasionFailed' },
        { event: handedOver, type: 'ReportedToEnforcement' },
        { event: reported, type: 'IncidentReported' },
        { event: missed, type: 'DeadlineMissed' },
      ],
    },
    metadata: { causationId: missed, correlationId: missed, actor: 'policy:open-accountability', areaPath },
  });
});

test('P-18: a miss that the policy opens no case for is declined, and one of the command centre is nobody else’s', async () => {
  await record('incident-3', 'IncidentReported', report);
  const centre = await record('incident-3', 'DeadlineMissed', { ...miss, stage: 'triage', unit: undefined });
  const missed = await record('incident-3', 'DeadlineMissed', miss);
  expect(await declined(missed)).toMatchObject({
    type: 'PartyReactionDeclined',
    data: { asked: `accountability-${missed}`, rule: 'P-18', code: 'miss-opens-no-case' },
  });
  const { events } = await party.store.readAll({ after: 0, limit: 1_000 });
  expect(events.filter(({ metadata }) => metadata.causationId === centre)).toEqual([]);
});

test('P-18: somebody calls to account on what he has found, decides, and settles the appeal', async () => {
  await record('incident-4', 'IncidentReported', report);
  const cited = await record('incident-4', 'DeadlineMissed', miss);
  const call = { areaPath, unit, officer: 'o-1', reason: 'not_done', evidence: [cited] };
  const unheard = await party.post('/v1/accountability-cases', { ...call, evidence: [eventId()] });
  expect(unheard).toMatchObject({ status: 422, body: { rule: 'P-18', code: 'evidence-unknown' } });

  const head = await incidents.head();
  const { body: list } = await party.get(
    `/v1/evidence?area=${areaPath}&type=DeadlineMissed&stream=incident-4&after=incidents:${head}`,
  );
  expect(list['items']).toMatchObject([{ event: cited, stream: 'incident-4' }]);
  const { status, body } = await party.post('/v1/accountability-cases', call);
  expect(status).toBe(201);
  const at = `/v1/accountability-cases/${String(body['streamId']).slice('accountability-'.length)}`;
  await party.post(`${at}/decide`, { outcome: 'accountable', measure: 'admonition' });
  await party.post(`${at}/appeal`, { reason: 'not_our_duty' });
  const { body: settled } = await party.post(`${at}/decide-appeal`, {
    outcome: 'changed',
    measure: 'notice',
  });
  const after = String(settled['position']);
  expect((await party.get(`${at}?after=${after}`)).body).toMatchObject({
    unit,
    officer: 'o-1',
    evidence: [{ event: cited, type: 'DeadlineMissed' }],
    state: 'closed',
    outcome: 'accountable',
    measure: 'notice',
    appeal: 'changed',
  });
  const { body: closed } = await party.get(
    `/v1/accountability-cases?area=${areaPath}&state=closed&after=${after}`,
  );
  expect(closed['items']).toHaveLength(1);
});

test('P-18: nobody says by hand that a deadline was missed, and cases are kept by who may', async () => {
  const call = { areaPath, unit, reason: 'not_done', evidence: [eventId()] };
  const forged = { ...call, miss: { stage: 'handling', reportedByPatrol: true } };
  expect((await party.post('/v1/accountability-cases', forged)).status).toBe(400);
  const secretary = { as: { roles: ['branch_secretary'], areas: [''] } };
  expect((await party.post('/v1/accountability-cases', call, secretary)).status).toBe(403);
  const elsewhere = { as: { roles: ['discipline_inspector'], areas: ['42/01/06/'] } };
  expect((await party.post('/v1/accountability-cases', call, elsewhere)).status).toBe(403);
});

const token = await party.token({ roles: declaredRoles(), unit });
const own = /^\/v1\/(accountability-cases|evidence|policies\/accountability-rules)/;
const routes = routesOf(await party.document()).filter(({ path }) => own.test(path));

describe('garbage on the doors of accountability', () => {
  test('they are those of cases, of evidence and of the rules', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /v1/accountability-cases',
      'GET /v1/accountability-cases/{id}',
      'GET /v1/evidence',
      'GET /v1/evidence/{event}',
      'GET /v1/policies/accountability-rules',
      'GET /v1/policies/accountability-rules/versions',
      'POST /v1/accountability-cases',
      'POST /v1/accountability-cases/{id}/appeal',
      'POST /v1/accountability-cases/{id}/decide',
      'POST /v1/accountability-cases/{id}/decide-appeal',
      'POST /v1/policies/accountability-rules',
    ]);
  });

  for (const { name, run } of garbageSuite({ url: party.address, token }, routes)) test(name, run);
});
