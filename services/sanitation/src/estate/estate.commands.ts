import { AreaPath, Name, SignKind, SignPlace } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/estates', {
  may: 'estate.register',
  opens: true,
  area: 'areaPath',
  summary: 'Register an estate',
})
export class RegisterEstate {
  @Field(Name) readonly name: string;
  @Field(AreaPath) readonly areaPath: string;
}

@Door('POST /v1/estates/:id/install-sign', { may: 'sign.install', summary: 'Say that a sign stands now' })
export class InstallSign {
  @Field(SignKind) readonly kind: Static<typeof SignKind>;
  @Field(SignPlace) readonly place: string;
}

@Door('POST /v1/estates/:id/remove-sign', { may: 'sign.install', summary: 'Say that a sign is gone' })
export class RemoveSign {
  @Field(SignKind) readonly kind: Static<typeof SignKind>;
  @Field(SignPlace) readonly place: string;
}
