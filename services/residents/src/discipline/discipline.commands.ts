import { AreaPath, ofPerson, Reason, ServiceBan, ServiceCaseId, Subject, Text } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const CaseThatShows = Type.Optional(ServiceCaseId);

@Door('POST /v1/discipline-breaches', {
  may: 'discipline.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Say that somebody who works for residents has broken one of the six bans',
})
export class RecordDisciplineBreach {
  @Field(ServiceBan) readonly ban: string;
  @Field(Subject) readonly worker: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(CaseThatShows) readonly case?: Static<typeof CaseThatShows>;
  @Field(ofPerson(Text)) readonly grounds: string;
}

@Door('POST /v1/discipline-breaches/:id/appeal', {
  may: 'discipline.keep',
  summary: 'Say that an appeal against it has been heard and was right',
})
export class AppealDisciplineBreach {
  @Field(Reason) readonly reason: string;
}
