import { AreaPath, Growth, IndexEntry, IndexInput, payIndexEvents, Version, Year } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { payIndex } from './pay-index.ts';

const computed = { computation: IndexEntry, index: Growth, workBudget: Type.Integer({ 'x-unit': 'fen' }) };

/** What pay and working budgets are to follow, year by year, with the entries that each index rests on (F-14, F-16, RM-F2). */
export const payIndexes = view('pay-indexes', 1, {
  of: payIndexEvents,
  stream: payIndex,
  document: {
    id: Type.String(),
    areaPath: AreaPath,
    year: Year,
    inputs: Type.Array(Type.Object({ entry: IndexEntry, input: IndexInput, growth: Growth })),
    computations: Type.Array(Type.Object({ ...computed, entries: Type.Array(IndexEntry), policy: Version })),
    index: Type.Optional(Growth),
    workBudget: Type.Optional(computed.workBudget),
  },
  fields: { areaPath: 'text', year: 'text' },
  indexes: [['areaPath'], ['year', 'areaPath']],
  on: {
    IndexInputRecorded(doc, { data: { areaPath, year, entry, input, growth } }, id) {
      const before = doc ?? { id, areaPath, year, inputs: [], computations: [] };
      return { ...before, inputs: [...before.inputs, { entry, input, growth }] };
    },
    PayIndexComputed: (doc, { data: { areaPath: _, year: __, ...computed } }) =>
      doc && {
        ...doc,
        computations: [...doc.computations, computed],
        index: computed.index,
        workBudget: computed.workBudget,
      },
  },
  doors: {
    list: 'GET /v1/pay-indexes',
    one: 'GET /v1/pay-indexes/:id',
    may: 'operations.read',
    summary: 'How much pay and working budgets are to grow, by area and year',
    filters: { year: Year },
    orderBy: 'year',
    unknown: 'pay-index-unknown',
  },
});
