import { AreaPath, BusinessDay, cleanerEvents, Id, StaffKind } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { inForceOn } from '../segment/segment.ts';
import { cleaner } from './cleaner.ts';

const job = { kind: StaffKind, areaPath: AreaPath, validFrom: BusinessDay };

/** The roll of those who clean, as it is on a day (S-18, RM-S7). */
export const cleaners = view('cleaners', 1, {
  of: cleanerEvents,
  stream: cleaner,
  document: {
    id: Id,
    areaPath: AreaPath,
    jobs: Type.Array(Type.Object({ ...job, validTo: Type.Optional(BusinessDay) })),
  },
  item: { id: Id, ...job },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    CleanerHired: (_, { data: { cleaner: id, ...job } }) => ({ id, areaPath: job.areaPath, jobs: [job] }),
    CleanerTransferred: (doc, { data: { cleaner: _, before: __, ...job } }) =>
      doc && { ...doc, areaPath: job.areaPath, jobs: [...doc.jobs, job] },
    CleanerDismissed: (doc, { data: { validTo } }) =>
      doc && {
        ...doc,
        jobs: doc.jobs.map((job, n) => (n === doc.jobs.length - 1 ? { ...job, validTo } : job)),
      },
  },
  doors: {
    list: 'GET /v1/cleaners',
    one: 'GET /v1/cleaners/:id',
    may: 'operations.read',
    summary: 'The roll of those who clean below an area on a day, under their pseudonyms',
    unknown: 'cleaner-unknown',
    show({ id, jobs }, on) {
      const job = inForceOn(on, jobs);
      if (job === undefined) return undefined;
      const { kind, areaPath, validFrom } = job;
      return { id, kind, areaPath, validFrom };
    },
  },
});
