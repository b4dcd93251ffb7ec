import {
  AreaPath,
  ContactKind,
  DiaryTopic,
  Id,
  Instant,
  MonthOfYear,
  ofPerson,
  PersonCategory,
  Subject,
  Text,
  VisitPart,
  within,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const GridPath = within(AreaPath, {
  pattern: '^([0-9A-Za-z]+/)+G[0-9]{1,5}/$',
  description: 'the area path of a grid, such as 42/01/05/011/010/A1/B07/U021/G0431/',
});
const Visits = Type.Array(
  Type.Object({
    resident: Subject,
    categories: Type.Array(PersonCategory, { minItems: 1, maxItems: 40 }),
  }),
  { maxItems: 300 },
);
const Residents = Type.Array(Subject, { minItems: 1, maxItems: 20 });
const Parts = Type.Array(VisitPart, { maxItems: 20 });

@Door('POST /v1/grid-books/plans', {
  may: 'visit.plan',
  opens: true,
  area: 'areaPath',
  summary: 'Plan who is to be visited in a grid this month; who is planned already stays so',
})
export class PlanMonthlyVisits {
  @Field(GridPath) readonly areaPath: string;
  @Field(MonthOfYear) readonly month: string;
  @Field(Visits) readonly visits: Static<typeof Visits>;
}

@Door('POST /v1/grid-books/:id/reassign', { may: 'visit.plan', summary: 'Give a planned visit to a worker' })
export class ReassignVisit {
  @Field(Subject) readonly resident: string;
  @Field(Id) readonly worker: string;
}

@Door('POST /v1/grid-books/visits', {
  may: 'visit.record',
  opens: true,
  area: 'areaPath',
  summary: 'Record a visit of a household, and who was met; it counts once its checklist is complete',
})
export class RecordVisit {
  @Field(GridPath) readonly areaPath: string;
  @Field(Id) readonly visit: string;
  @Field(Id) readonly household: string;
  @Field(Residents) readonly residents: string[];
  @Field(Instant) readonly occurredAt: string;
}

@Door('POST /v1/grid-books/:id/visits/:visit/checklist', {
  may: 'visit.record',
  summary: 'Say which parts of a visit are clear; all of them have to be',
})
export class CompleteVisitChecklist {
  @Field(Id) readonly visit: string;
  @Field(Parts) readonly parts: string[];
}

@Door('POST /v1/grid-books/diary-entries', {
  may: 'visit.record',
  opens: true,
  area: 'areaPath',
  summary: 'Write down what a resident asks or thinks',
})
export class WriteDiaryEntry {
  @Field(GridPath) readonly areaPath: string;
  @Field(Id) readonly entry: string;
  @Field(Subject) readonly resident: string;
  @Field(DiaryTopic) readonly topic: string;
  @Field(Instant) readonly occurredAt: string;
  @Field(ofPerson(Text)) readonly text: string;
}

@Door('POST /v1/grid-books/:id/diary-entries/:entry/case', {
  may: 'visit.record',
  summary: 'Have what stands in an entry dealt with as a service case',
})
export class RaiseCaseFromDiary {
  @Field(Id) readonly entry: string;
  @Field(Id) readonly case: string;
}

@Door('POST /v1/grid-books/contact-acts', {
  may: 'visit.record',
  opens: true,
  area: 'areaPath',
  summary: 'Record a contact act, also one that answers a missed task of care',
})
export class RecordContactAct {
  @Field(GridPath) readonly areaPath: string;
  @Field(Id) readonly act: string;
  @Field(ContactKind) readonly kind: string;
  @Field(Subject) readonly resident: string;
  @Field(Instant) readonly occurredAt: string;
  @Field(Type.Optional(Id)) readonly careTask?: string;
  @Field(Type.Optional(Id)) readonly incident?: string;
}

@Door('POST /v1/grid-books/difficulties', {
  may: 'visit.record',
  opens: true,
  area: 'areaPath',
  summary: 'Record that a difficulty of a household is out of the way',
})
export class ResolveDifficulty {
  @Field(GridPath) readonly areaPath: string;
  @Field(Id) readonly difficulty: string;
  @Field(Id) readonly household: string;
  @Field(Instant) readonly occurredAt: string;
}

@Door('POST /v1/grid-books/service-items', {
  may: 'visit.record',
  opens: true,
  area: 'areaPath',
  summary: 'Record that something was done for a household',
})
export class DeliverServiceItem {
  @Field(GridPath) readonly areaPath: string;
  @Field(Id) readonly item: string;
  @Field(Id) readonly household: string;
  @Field(Instant) readonly occurredAt: string;
}

/** The timer's, once a month is over and its facts are in. */
export class CloseVisitMonth {
  @Field(Instant) readonly due: string;
}
