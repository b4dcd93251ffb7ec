import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, UnitId } from '../fields.ts';
import { OrderId } from '../incidents/upper-order.ts';
import { PublicService } from '../residents/duty-list.ts';
import { GovernmentTier } from './duty-matrix.ts';
import { TransferId } from './delegated-task.ts';
import { Amount, BudgetLine } from './fund.ts';

export const transferEvents = defineEvents('finance', {
  TransferRecorded: {
    title: ['财政转移支付', 'Transfer recorded'],
    description:
      'An upper tier has given a community money for a stated duty, and for an order where it names one.',
    rows: ['F-25'],
    data: {
      transfer: TransferId,
      from: UnitId,
      tier: GovernmentTier,
      service: PublicService,
      amount: Amount,
      line: BudgetLine,
      order: Type.Optional(OrderId),
      areaPath: AreaPath,
    },
    shows: ['service', 'amount'],
    example: {
      transfer: 'z-2026-40',
      from: 'finance:420105',
      tier: 'county',
      service: 'fire_safety',
      amount: 5_000_000,
      line: 'work',
      order: '420105-2026-12',
      areaPath: '42/01/05/011/010/',
    },
  },
});

export type TransferEvent = EventsOf<typeof transferEvents>;
