import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Id, Name, oneOf, Reason, Version } from '../fields.ts';
import { Expense, OrderId, orderFields, TaskPower } from '../incidents/upper-order.ts';
import { Amount, BudgetLine } from './fund.ts';
import { LogPosition } from './ledger-extract.ts';

/** Why a community need not take a task on. */
export const RefusalGround = oneOf('not_on_duty_list', 'unfunded', 'no_power');
/** A transfer of money, by its number. */
export const TransferId = Id;

const order = '420105-2026-12';

export const delegatedTaskEvents = defineEvents('finance', {
  TaskDelegated: {
    title: ['任务下派', 'Task delegated'],
    description:
      'A community is to do something for an upper level; what it costs and what comes with it is said.',
    rows: ['F-04'],
    data: { order: OrderId, ...orderFields },
    shows: ['matter', 'cost', 'funds'],
    example: {
      order,
      from: 'street:420105011',
      matter: '老旧院落消防通道排查',
      service: 'fire_safety',
      cost: 5_000_000,
      funds: 0,
      powers: ['inspect_premises'],
      areaPath: '42/01/05/011/010/',
    },
  },
  UnfundedMandateFlagged: {
    title: ['无经费任务预警', 'Unfunded mandate flagged'],
    description: 'A task was delegated with less money than it costs.',
    rows: ['F-04'],
    data: { order: OrderId, cost: Amount, funds: Expense },
    shows: ['cost', 'funds'],
    example: { order, cost: 5_000_000, funds: 0 },
  },
  FundsAttached: {
    title: ['经费随转', 'Funds attached'],
    description: 'A transfer has brought money for a task; it goes to a line of the fund of the community.',
    rows: ['F-04', 'F-25'],
    data: { order: OrderId, transfer: TransferId, amount: Amount, line: BudgetLine, areaPath: AreaPath },
    shows: ['amount'],
    example: { order, transfer: 'z-2026-40', amount: 5_000_000, line: 'work', areaPath: '42/01/05/011/010/' },
  },
  AuthorityAttached: {
    title: ['授权随转', 'Authority attached'],
    description: 'A community has a power that a task takes, and what gives it.',
    rows: ['F-04'],
    data: { order: OrderId, power: TaskPower, basis: Name },
    shows: ['power', 'basis'],
    example: { order, power: 'inspect_premises', basis: '江汉区委托检查书（2026）3号' },
  },
  FundingWaived: {
    title: ['放弃配套经费', 'Funding waived'],
    description: 'A community takes a task on although its money does not suffice.',
    rows: ['F-04'],
    data: { order: OrderId, cost: Amount, funds: Expense, reason: Reason },
    shows: ['reason'],
    example: { order, cost: 5_000_000, funds: 0, reason: 'volunteers_do_it' },
  },
  DelegatedTaskAccepted: {
    title: ['任务承接', 'Delegated task accepted'],
    description: 'A community has taken a task on, with the money and the powers it takes.',
    rows: ['F-04'],
    data: { order: OrderId },
    example: { order },
  },
  DelegatedTaskRefused: {
    title: ['任务拒绝', 'Delegated task refused'],
    description:
      'A community has refused a task; the version of the duty list it is not on, or the position of the flag, is the evidence.',
    rows: ['F-04', 'R-50'],
    data: {
      order: OrderId,
      ground: RefusalGround,
      dutyList: Type.Optional(Version),
      flag: Type.Optional(LogPosition),
      powers: Type.Optional(Type.Array(TaskPower)),
    },
    shows: ['ground'],
    example: { order, ground: 'unfunded', flag: 42 },
    further: [
      { order, ground: 'not_on_duty_list', dutyList: 2 },
      { order, ground: 'no_power', powers: ['inspect_premises'] },
    ],
  },
});

export type DelegatedTaskEvent = EventsOf<typeof delegatedTaskEvents>;
