import { AreaPath, BusinessDay, Id, segmentDayEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { segmentDay } from './segment-day.ts';

const dayPart = '-YYYY-MM-DD'.length;

/** How often cleaners have taught on each segment (S-30, RM-S5). */
export const persuasions = view('segment-persuasions', 1, {
  of: segmentDayEvents,
  key: ({ streamId }) => segmentDay.idOf(streamId)?.slice(0, -dayPart),
  document: { segment: Id, areaPath: AreaPath, count: Type.Integer({ minimum: 1 }), last: BusinessDay },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    PersuasionRecorded: (before, { streamId, metadata }, segment) => {
      const day = streamId.slice(1 - dayPart);
      const last = before === undefined || before.last < day ? day : before.last;
      return { segment, areaPath: metadata.areaPath ?? '', count: (before?.count ?? 0) + 1, last };
    },
  },
  doors: {
    list: 'GET /v1/segment-persuasions',
    may: 'operations.read',
    summary: 'How often cleaners have taught about the covenant of cleanness, by segment below an area',
  },
});
