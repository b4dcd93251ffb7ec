import {
  Address,
  AreaPath,
  Birth,
  BusinessDay,
  Id,
  Name,
  NationalId,
  ofPerson,
  PersonCategory,
  Phone,
  Subject,
  Text,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { Type } from 'typebox';

@Door('POST /v1/residents', {
  may: 'resident.register',
  id: 'resident',
  area: 'areaPath',
  summary: 'Register who lives in a grid, once for each person',
})
export class RegisterResident {
  @Field(Subject) readonly resident: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(ofPerson(Name)) readonly name: string;
  @Field(Type.Optional(ofPerson(Phone))) readonly phone?: string;
  @Field(Type.Optional(ofPerson(NationalId))) readonly idNumber?: string;
  @Field(Type.Optional(ofPerson(Address))) readonly hukouAddress?: string;
  @Field(Type.Optional(ofPerson(Birth))) readonly birth?: string;
  @Field(Type.Optional(Id)) readonly household?: string;
}

@Door('POST /v1/residents/:id/confirm', {
  may: 'resident.register',
  summary: 'Say that the resident was seen to live where he is registered',
})
export class ConfirmActualPopulation {
  @Field(BusinessDay) readonly day: string;
}

@Door('POST /v1/residents/:id/hukou-split', {
  may: 'resident.register',
  summary: 'Say in which other grid the household registration of the resident is',
})
export class FlagHukouSplit {
  @Field(AreaPath) readonly hukouAreaPath: string;
}

@Door('POST /v1/residents/:id/tag', {
  may: 'resident.register',
  summary: 'Say that the resident is of a category from today on',
})
export class TagPersonCategory {
  @Field(PersonCategory) readonly category: string;
  @Field(Type.Optional(ofPerson(Text))) readonly note?: string;
}

@Door('POST /v1/residents/:id/untag', {
  may: 'resident.register',
  summary: 'Say that the resident is of a category no more',
})
export class UntagPersonCategory {
  @Field(PersonCategory) readonly category: string;
}

@Door('POST /v1/residents/:id/arrival', {
  may: 'resident.register',
  area: 'areaPath',
  summary: 'Register that a temporary resident lives in a grid from today on',
})
export class RegisterArrival {
  @Field(AreaPath) readonly areaPath: string;
}

@Door('POST /v1/residents/:id/departure', {
  may: 'resident.register',
  summary: 'Register that a temporary resident has left today',
})
export class RegisterDeparture {}
