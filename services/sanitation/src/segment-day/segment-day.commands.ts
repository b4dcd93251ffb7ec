import {
  BusinessDay,
  CleanerId,
  ClockTime,
  Id,
  InspectionItem,
  PersuasionTopic,
  Reason,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

/** Where the caller has to be at home: where the segment lies. */
const area = (_command: object, { segment }: { readonly segment?: { readonly areaPath?: string } }) =>
  segment?.areaPath;
const ItemResults = Type.Array(Type.Object({ item: InspectionItem, passed: Type.Boolean() }), {
  minItems: 1,
  maxItems: 60,
});

@Door('POST /v1/segments/:segment/days/:day/start-shift', {
  may: 'shift.record',
  opens: true,
  area,
  summary: 'Say that a cleaner keeps the segment from a time on',
})
export class StartShift {
  @Field(Id) readonly segment: string;
  @Field(BusinessDay) readonly day: string;
  @Field(CleanerId) readonly cleaner: string;
  @Field(ClockTime) readonly time: string;
}

@Door('POST /v1/segments/:segment/days/:day/end-shift', {
  may: 'shift.record',
  opens: true,
  area,
  summary: 'Say that the cleaner has left the segment',
})
export class EndShift {
  @Field(Id) readonly segment: string;
  @Field(BusinessDay) readonly day: string;
  @Field(CleanerId) readonly cleaner: string;
  @Field(ClockTime) readonly time: string;
}

@Door('POST /v1/segments/:segment/days/:day/absences', {
  may: 'shift.record',
  opens: true,
  area,
  summary: 'Record that a cleaner is away, and who keeps the segment meanwhile',
})
export class RecordAbsence {
  @Field(Id) readonly segment: string;
  @Field(BusinessDay) readonly day: string;
  @Field(CleanerId) readonly cleaner: string;
  @Field(ClockTime) readonly from: string;
  @Field(ClockTime) readonly to: string;
  @Field(Reason) readonly reason: string;
  @Field(Type.Optional(CleanerId)) readonly substitute?: string;
}

@Door('POST /v1/segments/:segment/days/:day/inspections', {
  may: 'inspection.record',
  opens: true,
  area,
  summary: 'Record an inspection: every item that the segment is judged by, passed or not',
})
export class RecordInspection {
  @Field(Id) readonly segment: string;
  @Field(BusinessDay) readonly day: string;
  @Field(ClockTime) readonly time: string;
  @Field(ItemResults) readonly items: Static<typeof ItemResults>;
}

@Door('POST /v1/segments/:segment/days/:day/persuasions', {
  may: 'shift.record',
  opens: true,
  area,
  summary: 'Record that a cleaner has spoken with somebody about the covenant of cleanness',
})
export class RecordPersuasion {
  @Field(Id) readonly segment: string;
  @Field(BusinessDay) readonly day: string;
  @Field(CleanerId) readonly cleaner: string;
  @Field(ClockTime) readonly time: string;
  @Field(PersuasionTopic) readonly topic: string;
}
