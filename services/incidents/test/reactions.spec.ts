import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { type Reaction } from '@linli/service-kit';
import { routeLocatedIncidents } from '../src/reactions/route-located-incidents.ts';
import { dispatcher, newFolder, startService, until } from './running-service.ts';

const folder = await newFolder();
afterAll(() => folder.remove());
const { name }: Reaction = routeLocatedIncidents;

test('I-21: an event that was refused a route is not answered anew when the views are lost', async () => {
  const first = await startService(folder.path);
  const id = await first.report('classified-in-march', { category: undefined });
  const declined = async (service: typeof first) =>
    (await service.store.readAll({ after: 0, limit: 1_000 })).events.filter(
      ({ type }) => type === 'IncidentsReactionDeclined',
    );
  const [refusal] = await until(async () => {
    const found = await declined(first);
    return found.length > 0 ? found : undefined;
  });
  const located = (await first.eventsOf(id)).find(({ type }) => type === 'IncidentLocated');
  expect(refusal?.data).toEqual({
    reaction: name,
    asked: `incident-${id}`,
    outcome: 'refused',
    rule: 'I-21',
    code: 'not-classified',
  });
  expect(refusal?.metadata.causationId).toBe(located?.id);
  await first.stop();
  for (const end of ['', '-wal', '-shm'])
    await rm(join(folder.path, `views.db${end}`), { force: true, recursive: true });

  const second = await startService(folder.path);
  // What comes behind shows that the reaction has been past the event again.
  const witness = await second.report('comes-behind');
  await second.recorded(witness, 'IncidentRouted');
  expect(await declined(second)).toEqual([refusal]);
  const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' };
  await second.post(`/v1/incidents/${id}/classify`, dispatcher, { category });
  await second.recorded(id, 'IncidentRouted');
  await second.stop();
});
