import { Address, AreaPath, BusinessDay, Id, ofPerson, Registration, Subject } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

@Door('POST /v1/households', {
  may: 'resident.register',
  id: 'household',
  area: 'areaPath',
  summary: 'Register a household of a grid with its head',
})
export class RegisterHousehold {
  @Field(Id) readonly household: string;
  @Field(Subject) readonly head: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Registration) readonly registration: Static<typeof Registration>;
  @Field(Type.Optional(ofPerson(Address))) readonly address?: string;
}

@Door('POST /v1/households/:id/convert', {
  may: 'resident.register',
  summary: 'Register a household as urban, or as rural, from a day on',
})
export class ConvertHouseholdRegistration {
  @Field(Registration) readonly registration: Static<typeof Registration>;
  @Field(BusinessDay) readonly day: string;
}
