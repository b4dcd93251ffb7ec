import { AreaPath, Instant, RoadFault, RoadPart } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/road-defects', {
  may: 'defect.report',
  opens: true,
  area: 'areaPath',
  summary: 'Report a defect of a road',
})
export class ReportRoadDefect {
  @Field(RoadPart) readonly part: Static<typeof RoadPart>;
  @Field(RoadFault) readonly fault: Static<typeof RoadFault>;
  @Field(AreaPath) readonly areaPath: string;
}

@Door('POST /v1/road-defects/:id/repair', {
  may: 'defect.repair',
  unit: true,
  summary: 'Say that the unit of the caller has repaired it',
})
export class RepairRoadDefect {}

/** Asked by the timer. */
export class MarkRoadDefectOverdue {
  @Field(Instant) readonly due: string;
}
