import {
  AreaPath,
  cobuildEvents,
  Instant,
  Name,
  OrgCode,
  PledgeId,
  Proof,
  Reason,
  ServiceCaseId,
} from '@linli/contracts';
import { type RecordedOf, view } from '@linli/service-kit';
import { type Static, type TObject, Type } from 'typebox';
import { cobuild } from './cobuild.ts';

const { CobuildAgreementSigned: _, ...pledgeEvents } = cobuildEvents;
const State = Type.Enum(['open', 'fulfilled', 'broken']);
const Mark = Type.Enum(['yes', 'no'], { description: 'whether the due time went by while it was open' });

/** Pledges with their due times, proofs and cases, the most pressing first (P-08, RM-P3). */
export const pledges = view('pledges', 1, {
  of: pledgeEvents,
  document: {
    org: OrgCode,
    pledge: PledgeId,
    item: Name,
    areaPath: AreaPath,
    due: Instant,
    state: State,
    overdue: Mark,
    case: Type.Optional(ServiceCaseId),
    proof: Type.Optional(Proof),
    reason: Type.Optional(Reason),
  },
  key: ({ streamId, data }) => `${cobuild.idOf(streamId)}:${data.pledge}`,
  fields: { areaPath: 'text', due: 'text', state: 'text', overdue: 'text', org: 'text' },
  indexes: [
    ['areaPath', 'due'],
    ['state', 'due'],
    ['overdue', 'due'],
    ['org', 'due'],
  ],
  on: {
    PledgeMade: (_, { data, streamId, metadata: { areaPath = '' } }) => ({
      ...{ org: cobuild.idOf(streamId) ?? '', areaPath, ...data },
      state: 'open' as const,
      overdue: 'no' as const,
    }),
    PledgeMatched: (pledge, { data }) => pledge && { ...pledge, case: data.case },
    PledgeOverdue: (pledge) => pledge && { ...pledge, overdue: 'yes' as const },
    PledgeFulfilled: (pledge, { data: { proof } }) =>
      pledge && { ...pledge, proof, state: 'fulfilled' as const },
    PledgeBroken: (pledge, { data: { reason } }) => pledge && { ...pledge, reason, state: 'broken' as const },
  },
  doors: {
    list: 'GET /v1/pledges',
    one: 'GET /v1/pledges/:id',
    may: 'operations.read',
    summary: 'Pledges below an area, in the order they are due',
    filters: { state: State, overdue: Mark, org: OrgCode },
    orderBy: 'due',
    unknown: 'pledge-unknown',
  },
});

const Count = Type.Integer({ minimum: 0, description: 'a number of agreements or pledges' });
const PerMille = Type.Integer({ minimum: 0, 'x-unit': 'per mille', description: 'whole thousandths' });
const sums = {
  areaPath: AreaPath,
  agreements: Count,
  pledges: Count,
  fulfilled: Count,
  open: Count,
  broken: Count,
  overdue: Count,
  kept: PerMille,
};
type Sums = Static<TObject<typeof sums>>;
const none = { agreements: 0, pledges: 0, fulfilled: 0, open: 0, broken: 0, overdue: 0, kept: 0 };

type Change = (sums: Sums) => Partial<Sums>;
const changed =
  (change: Change) =>
  (before: Sums | undefined, { metadata: { areaPath = '' } }: RecordedOf<typeof cobuildEvents>): Sums => {
    const sums = { ...none, areaPath, ...before };
    const after = { ...sums, ...change(sums) };
    return {
      ...after,
      kept: after.pledges === 0 ? 0 : Math.floor((1_000 * after.fulfilled) / after.pledges),
    };
  };

/**
 * What was pledged in a community and what has come of it (P-08, RM-P3): pledges are fulfilled, open or broken, and
 * `overdue` counts those of them that were open when their due time went by. `kept` is the share of the fulfilled.
 */
export const pledgeLedger = view('pledge-ledger', 1, {
  of: cobuildEvents,
  document: sums,
  key: ({ metadata: { areaPath = '' } }) => areaPath,
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    CobuildAgreementSigned: changed(({ agreements }) => ({ agreements: agreements + 1 })),
    PledgeMade: changed(({ pledges, open }) => ({ pledges: pledges + 1, open: open + 1 })),
    PledgeOverdue: changed(({ overdue }) => ({ overdue: overdue + 1 })),
    PledgeFulfilled: changed(({ open, fulfilled }) => ({ open: open - 1, fulfilled: fulfilled + 1 })),
    PledgeBroken: changed(({ open, broken }) => ({ open: open - 1, broken: broken + 1 })),
  },
  doors: {
    list: 'GET /v1/pledge-ledger',
    may: 'operations.read',
    summary: 'Agreements and pledges of the communities below an area, and what has come of them',
  },
});
