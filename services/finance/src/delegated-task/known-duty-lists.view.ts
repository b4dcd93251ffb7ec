import { type DutyEntry, dutyListEvents, PublicService, Version } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { Type } from 'typebox';
import { delegatedTask, type KnownDutyList } from './delegated-task.ts';

const document = { version: Version, services: Type.Array(PublicService) };

const isOfCommunity = ({ level, role }: DutyEntry) => level === 'community' && role !== 'must_not';

/** The duties of communities by the area of their township, as residents publishes them. */
export const knownDutyLists = view('known-duty-lists', 1, {
  of: dutyListEvents,
  document,
  key: ({ data: { areaPath } }) => areaPath,
  on: {
    DutyListPublished: (_, { data: { version, entries } }) => ({
      version,
      services: entries.filter(isOfCommunity).map(({ service }) => service),
    }),
  },
});

/** The duty list that a task is judged by: that of the nearest area around the community. */
export async function dutyListOf(
  { order }: { readonly order: string },
  look: Look,
): Promise<Known<KnownDutyList> | undefined> {
  const task = await look.stream(delegatedTask, order);
  const at = await look.view('known-duty-lists');
  for (let area = task?.value.asked?.areaPath ?? ''; area !== ''; area = area.replace(/[^/]+\/$/, '')) {
    const [found] = await at.get<KnownDutyList>('known-duty-lists', area);
    if (found !== undefined) return factOf(at, found.body);
  }
  return undefined;
}
