import {
  Amount,
  AreaPath,
  BudgetLine,
  BudgetNeed,
  Fen,
  FundId,
  Id,
  IncomeSource,
  Instant,
  Payee,
  Project,
  Purpose,
  Reason,
  UnitId,
  within,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

/** Ten thousand million yuan: so many entries of it as a year can have are still counted to the fen. */
const most = 1_000_000_000_000;
const Sum = within(Amount, { maximum: most });

@Door('POST /v1/funds/:fund/allocations', {
  may: 'fund.allocate',
  area: 'areaPath',
  summary: 'Give a line of a fund money, from the budget or from another line; the first opens the year',
})
export class AllocateBudget {
  @Field(BudgetLine) readonly line: string;
  @Field(Sum) readonly amount: number;
  @Field(Type.Optional(BudgetLine)) readonly from?: string;
  @Field(Type.Optional(Id)) readonly approval?: string;
  @Field(AreaPath) readonly areaPath: string;
}

@Door('POST /v1/funds/:fund/approvals', {
  may: 'fund.approve',
  summary: 'Approve that money of a line that is kept apart goes to another line, once',
})
export class ApproveReallocation {
  @Field(Id) readonly approval: string;
  @Field(BudgetLine) readonly from: string;
  @Field(BudgetLine) readonly line: string;
  @Field(Sum) readonly amount: number;
}

@Door('POST /v1/funds/:fund/commitments', {
  may: 'fund.spend',
  summary: 'Set money of a line aside for what has been ordered or is owed',
})
export class CommitSpend {
  @Field(Id) readonly commitment: string;
  @Field(BudgetLine) readonly line: string;
  @Field(Purpose) readonly purpose: string;
  @Field(Sum) readonly amount: number;
  @Field(Payee) readonly payee: string;
}

@Door('POST /v1/funds/:fund/spends', {
  may: 'fund.spend',
  summary: 'Pay out of a line, or of what has been set aside of it',
})
export class Spend {
  @Field(BudgetLine) readonly line: string;
  @Field(Purpose) readonly purpose: string;
  @Field(Sum) readonly amount: number;
  @Field(Payee) readonly payee: string;
  @Field(Type.Optional(Id)) readonly commitment?: string;
}

@Door('POST /v1/funds/:fund/close', {
  may: 'fund.allocate',
  summary: 'Close a year that is over; what is left of its lines is posted as their remainder',
})
export class CloseBudgetYear {}

/** Asked by the timer. */
export class CloseDueBudgetYear {
  @Field(Instant) readonly due: string;
}

/** Asked when the year before has been closed. */
export class CarryRemainders {
  @Field(FundId) readonly closed: string;
}

@Door('POST /v1/funds/:fund/corrections', {
  may: 'fund.allocate',
  summary: 'Make good in this year what was wrong in a closed one: an amount below 0 takes from the line',
})
export class CorrectClosedYear {
  @Field(FundId) readonly closed: string;
  @Field(BudgetLine) readonly line: string;
  @Field(within(Fen, { minimum: -most, maximum: most })) readonly amount: number;
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/funds/:fund/income', {
  may: 'fund.spend',
  area: 'areaPath',
  summary: 'Record money that the community has earned itself; it goes to its own fund',
})
export class RecordCommunityIncome {
  @Field(BudgetLine) readonly line: string;
  @Field(IncomeSource) readonly source: string;
  @Field(Sum) readonly amount: number;
  @Field(AreaPath) readonly areaPath: string;
}

@Door('POST /v1/funds/:fund/needs', {
  may: 'fund.allocate',
  summary: 'Say that a need of the community is paid for by a line of its fiscal fund this year',
})
export class IncludeInBudget {
  @Field(BudgetNeed) readonly need: Static<typeof BudgetNeed>;
  @Field(BudgetLine) readonly line: string;
}

@Door('POST /v1/funds/:fund/packages', {
  may: 'fund.allocate',
  area: 'areaPath',
  summary: 'Grant a station one sum for a project, once',
})
export class GrantPackage {
  @Field(Project) readonly project: string;
  @Field(UnitId) readonly station: string;
  @Field(Sum) readonly amount: number;
  @Field(AreaPath) readonly areaPath: string;
}

@Door('POST /v1/funds/:fund/settlements', {
  may: 'fund.allocate',
  summary: 'Settle a package by what the project has cost',
})
export class SettlePackage {
  @Field(Project) readonly project: string;
  @Field(Sum) readonly cost: number;
}
