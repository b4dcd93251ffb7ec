import { KeyGroup, Reason } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const Group = Type.Optional(KeyGroup);

@Door('POST /v1/persons/:id/erasure-requests', {
  may: 'erasure.request',
  summary: 'Ask that the data of a person be erased: of one purpose group, or of all',
})
export class RequestErasure {
  @Field(Group) readonly group?: Static<typeof KeyGroup>;
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/persons/:id/restrictions', {
  may: 'erasure.decide',
  summary: 'Keep the data of a person, and neither read nor write them, while a retention runs',
})
export class RestrictPerson {
  @Field(Group) readonly group?: Static<typeof KeyGroup>;
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/persons/:id/restrictions/lift', {
  may: 'erasure.decide',
  summary: 'Lift a restriction in the breadth it was made in',
})
export class LiftRestriction {
  @Field(Group) readonly group?: Static<typeof KeyGroup>;
}

@Door('POST /v1/persons/:id/erasure', {
  may: 'erasure.decide',
  summary: 'Erase the data of a person as somebody else has asked: the key is destroyed, for good',
})
export class ErasePerson {
  @Field(Group) readonly group?: Static<typeof KeyGroup>;
}
