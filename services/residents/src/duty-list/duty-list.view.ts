import { dutyListEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { dutyList } from './duty-list.ts';

/** Who does what between townships and their communities (R-50, RM-F4); earlier versions by `asOf`. */
export const dutyLists = view('duty-lists', 1, {
  of: dutyListEvents,
  stream: dutyList,
  document: dutyListEvents.DutyListPublished.data.properties,
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: { DutyListPublished: (_, { data }) => data },
  doors: {
    list: 'GET /v1/duty-lists',
    one: 'GET /v1/duty-lists/:township',
    may: 'operations.read',
    summary: 'Lists of duties of the townships below an area',
    unknown: 'duty-list-unknown',
  },
});
