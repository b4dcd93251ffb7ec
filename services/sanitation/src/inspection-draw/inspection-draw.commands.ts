import { AreaPath, BusinessDay, Instant } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/inspection-draws', {
  may: 'inspection.draw',
  opens: true,
  area: 'areaPath',
  summary: 'Draw which segments of an area are inspected on a day to come',
})
export class DrawInspection {
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly day: string;
}

/** Asked by the timer. */
export class CloseInspectionDraw {
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly day: string;
  @Field(Instant) readonly due: string;
}
