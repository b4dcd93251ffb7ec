import { BusinessDay, EstateId, RepId, UnitId } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Estate } from './estates.view.ts';

/** A body is formed only where the caller is at home. */
const areaOfEstate = (_command: unknown, { estate }: { readonly estate?: Estate }): string | undefined =>
  estate?.areaPath;

@Door('POST /v1/estate-bodies', {
  may: 'street.keep',
  id: 'estate',
  area: areaOfEstate,
  summary: 'Form the body that manages an estate without a property firm',
})
export class FormEstateBody {
  @Field(EstateId) readonly estate: string;
  @Field(UnitId) readonly station: string;
}

@Door('POST /v1/estate-bodies/:estate/reps', {
  may: 'street.keep',
  summary: 'Say which resident belongs to the body of the estate',
})
export class AppointEstateRep {
  @Field(RepId) readonly rep: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/estate-bodies/:estate/patrols', {
  may: 'street.keep',
  summary: 'Say that the body of the estate starts to patrol, a resident with it',
})
export class StartEstatePatrol {
  @Field(RepId) readonly rep: string;
}
