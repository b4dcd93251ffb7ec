import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, Instant, Name, Reason, within } from '../fields.ts';
import { ServiceCaseId } from '../residents/service-case.ts';
import { OrgCode } from './party-org.ts';

export const PledgeId = within(Id, { description: 'the number of a pledge within its agreement' });
export const Proof = within(Id, { description: 'the number or the hash of what proves it' });

export const cobuildEvents = defineEvents('party', {
  CobuildAgreementSigned: {
    title: ['共驻共建协议签订', 'Co-building agreement signed'],
    description: 'A party organisation has signed to build the community with it.',
    rows: ['P-08'],
    data: { org: OrgCode, areaPath: AreaPath, signedOn: BusinessDay },
    shows: ['org'],
    example: { org: 'school-3', areaPath: '42/01/05/011/010/', signedOn: '2026-03-01' },
  },
  PledgeMade: {
    title: ['共建承诺作出', 'Pledge made'],
    description: 'The organisation has pledged something, to be done by a due time.',
    rows: ['P-08'],
    data: { pledge: PledgeId, item: Name, due: Instant },
    shows: ['item'],
    example: { pledge: '1', item: '开放操场', due: '2026-06-30T16:00:00.000Z' },
  },
  PledgeMatched: {
    title: ['承诺对接办件', 'Pledge matched with a case'],
    description: 'The pledge is to settle a service case of a resident.',
    rows: ['P-08'],
    data: { pledge: PledgeId, case: ServiceCaseId },
    example: { pledge: '1', case: '0198c0de-0000-7000-8000-000000000001' },
  },
  PledgeOverdue: {
    title: ['承诺逾期', 'Pledge overdue'],
    description: 'The due time has gone by while the pledge was open; a mark, and the pledge stays open.',
    rows: ['P-08'],
    data: { pledge: PledgeId, due: Instant },
    example: { pledge: '1', due: '2026-06-30T16:00:00.000Z' },
  },
  PledgeFulfilled: {
    title: ['承诺兑现', 'Pledge fulfilled'],
    description: 'The pledge has been kept, which something proves; `case` where it was matched with one.',
    rows: ['P-08'],
    data: { pledge: PledgeId, proof: Proof, case: Type.Optional(ServiceCaseId) },
    example: { pledge: '1', proof: 'photo-17', case: '0198c0de-0000-7000-8000-000000000001' },
    further: [{ pledge: '2', proof: 'photo-18' }],
  },
  PledgeBroken: {
    title: ['承诺未兑现', 'Pledge broken'],
    description: 'The pledge will not be kept.',
    rows: ['P-08'],
    data: { pledge: PledgeId, reason: Reason },
    example: { pledge: '3', reason: 'organisation_moved' },
  },
});

export type CobuildEvent = EventsOf<typeof cobuildEvents>;
