import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Id, oneOf, Reason } from '../fields.ts';
import { Subject } from '../personal.ts';

/** 居务监督委员会 of a residents' committee, 村务监督委员会 of a village. */
export const SupervisionCommittee = oneOf('residents', 'village');
export const ReviewedMatter = oneOf('affairs', 'accounts');
export const Supervisors = Type.Array(Subject, { minItems: 1, maxItems: 20 });
/** Those whose affairs or accounts are looked at. */
export const AuditedOfficers = Type.Array(Subject, { minItems: 1, maxItems: 50 });
export const RectificationProof = Type.Array(Id, { minItems: 1, maxItems: 20 });

export const supervisionReviewEvents = defineEvents('residents', {
  SupervisionReviewOpened: {
    title: ['监督审查启动', 'Supervision review opened'],
    description: 'A supervision committee looks at affairs or accounts; its members answer for none of them.',
    rows: ['R-25'],
    data: {
      committee: SupervisionCommittee,
      matter: ReviewedMatter,
      areaPath: AreaPath,
      members: Supervisors,
      officers: AuditedOfficers,
    },
    shows: ['committee', 'matter'],
    example: {
      committee: 'village',
      matter: 'accounts',
      areaPath: '42/01/05/011/010/',
      members: ['7f3d1c52-0b7e-4c86-9d4b-1f0a8a3c9e11'],
      officers: ['2a9e6f04-5c1d-4b7a-8e3f-6d5c4b3a2910'],
    },
  },
  FindingIssued: {
    title: ['监督问题提出', 'Finding issued'],
    description: 'The committee has found something that is to be put right.',
    rows: ['R-25'],
    data: { finding: Id, concern: Reason },
    shows: ['concern'],
    example: { finding: 'f-1', concern: 'voucher_missing' },
  },
  FindingRectified: {
    title: ['监督问题整改', 'Finding rectified'],
    description: 'The committee has seen that what it found was put right.',
    rows: ['R-25'],
    data: { finding: Id, evidence: RectificationProof },
    example: { finding: 'f-1', evidence: ['voucher-2026-31'] },
  },
});

export type SupervisionReviewEvent = EventsOf<typeof supervisionReviewEvents>;
