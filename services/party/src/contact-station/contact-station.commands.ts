import { AreaPath, BusinessDay, InstructorId, Name, OrgCode } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/contact-stations', {
  may: 'party.plan',
  opens: true,
  area: 'areaPath',
  summary: 'Open a station at which party members are met and served',
})
export class OpenContactStation {
  @Field(Name) readonly name: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(OrgCode) readonly org: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/contact-stations/:id/instructors', {
  may: 'party.plan',
  summary: 'Second an instructor of party building to the station',
})
export class SecondInstructor {
  @Field(InstructorId) readonly instructor: string;
  @Field(BusinessDay) readonly validFrom: string;
}
