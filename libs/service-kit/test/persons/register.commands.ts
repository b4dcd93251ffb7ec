import { AreaPath, Name, ofPerson, Phone, Reason, Subject } from '@linli/contracts';
import { type Static, Type } from 'typebox';
import { Door, Field } from '../../src/index.ts';

const TelNumber = Type.Optional(ofPerson(Phone));

@Door('POST /v1/register', {
  may: 'register.keep',
  id: 'resident',
  area: 'areaPath',
  summary: 'Enter a person',
})
export class Enter {
  @Field(Subject) readonly resident: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(ofPerson(Name)) readonly name: string;
  @Field(TelNumber) readonly phone?: Static<typeof TelNumber>;
}

@Door('POST /v1/register/:id/erasure', { may: 'register.keep', summary: 'Erase a person' })
export class Erase {
  @Field(Reason) readonly reason: string;
}
