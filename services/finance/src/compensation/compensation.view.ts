import {
  AllocationLines,
  AreaPath,
  BusinessDay,
  compensationEvents,
  Fen,
  Id,
  MotionId,
  Sha256,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { compensation } from './compensation.ts';

const State = Type.Enum(['received', 'proposed', 'approved']);

/** Compensation for land: what it is, what is proposed and how it was approved; held and used sum to it (F-09, RM-F5). */
export const compensations = view('compensations', 1, {
  of: compensationEvents,
  stream: compensation,
  document: {
    id: Id,
    areaPath: AreaPath,
    state: State,
    receivedOn: BusinessDay,
    amount: Fen,
    held: Fen,
    used: Fen,
    lines: AllocationLines,
    sha256: Type.Optional(Sha256),
    motion: Type.Optional(MotionId),
    decidedOn: Type.Optional(BusinessDay),
  },
  fields: { areaPath: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath']],
  on: {
    CompensationReceived: (_, { data: { areaPath, receivedOn, amount } }, id) => ({
      ...{ id, areaPath, state: 'received' as const, receivedOn, amount, held: amount, used: 0, lines: [] },
    }),
    AllocationProposed: (doc, { data }) => doc && { ...doc, ...data, state: 'proposed' as const },
    AllocationApproved: (doc, { data: { postings, sha256: _, ...how } }) => {
      if (doc === undefined) return undefined;
      const used = postings.reduce((sum, { account, amount }) => sum + (account === 'held' ? 0 : amount), 0);
      return { ...doc, ...how, state: 'approved' as const, held: doc.held - used, used };
    },
  },
  doors: {
    list: 'GET /v1/compensations',
    one: 'GET /v1/compensations/:id',
    may: 'operations.read',
    summary: 'Compensation for land below an area, with what is proposed and approved',
    filters: { state: State },
    unknown: 'compensation-unknown',
  },
});
