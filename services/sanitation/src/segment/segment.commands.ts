import { AreaPath, BusinessDay, CleanerId, Name, SegmentGrids, Surfaces, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const FewGrids = within(SegmentGrids, { maxItems: 100 });
const FewSurfaces = within(Surfaces, { maxItems: 10 });

@Door('POST /v1/segments', {
  may: 'segment.plan',
  opens: true,
  area: 'areaPath',
  summary: 'Define a duty segment',
})
export class DefineSegment {
  @Field(Name) readonly name: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(FewGrids) readonly grids: string[];
  @Field(FewSurfaces) readonly surfaces: Static<typeof Surfaces>;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/segments/:id/assign', {
  may: 'segment.plan',
  summary: 'Give the segment to a cleaner; who held it until then holds it no longer',
})
export class AssignSegment {
  @Field(CleanerId) readonly cleaner: string;
  @Field(BusinessDay) readonly validFrom: string;
}

@Door('POST /v1/segments/:id/vacate', {
  may: 'segment.plan',
  summary: 'Say from which day on nobody holds the segment',
})
export class VacateSegment {
  /** Who is meant; whoever holds it when left out. */
  @Field(Type.Optional(CleanerId)) readonly cleaner?: string;
  @Field(BusinessDay) readonly validTo: string;
}

@Door('POST /v1/segments/:id/redraw', {
  may: 'segment.plan',
  summary: 'Give the segment other bounds or surfaces; its cleaner keeps it',
})
export class RedrawSegment {
  @Field(FewGrids) readonly grids: string[];
  @Field(FewSurfaces) readonly surfaces: Static<typeof Surfaces>;
  @Field(BusinessDay) readonly validFrom: string;
}
