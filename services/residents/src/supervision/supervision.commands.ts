import { AreaPath, Instant, ofPerson, Reason, Subject, SupervisionKind, Text } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { Type } from 'typebox';

@Door('POST /v1/supervision-records', {
  may: 'supervision.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Open a record of somebody under supervision, under a pseudonym of its own',
})
export class OpenSupervisionRecord {
  @Field(AreaPath) readonly areaPath: string;
  @Field(ofPerson(Subject)) readonly resident: string;
  @Field(ofPerson(SupervisionKind)) readonly kind: string;
}

@Door('POST /v1/supervision-records/:id/check-ins', {
  may: 'supervision.keep',
  summary: 'Record that the person has reported',
})
export class RecordCheckIn {
  @Field(Instant) readonly occurredAt: string;
  @Field(Type.Optional(ofPerson(Text))) readonly note?: string;
}

@Door('POST /v1/supervision-records/:id/close', {
  may: 'supervision.keep',
  summary: 'Close the record when the supervision has ended',
})
export class CloseSupervisionRecord {
  @Field(ofPerson(Reason)) readonly outcome: string;
}
