import { Instant, PatrolId, Point } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';
import type { GridPlace } from '../incident/incident.state.ts';

/** What is known of the residents' grids. */
export interface PatrolFacts {
  /** The grid around the position; not known where the city has none. */
  readonly grid: GridPlace;
}

@Door('POST /v1/patrol-positions', {
  may: 'patrol.track',
  opens: true,
  area: (_command: unknown, { grid }: Partial<PatrolFacts>) => grid?.areaPath,
  summary: 'Say where a patrol is',
  description: 'A sample is kept every few minutes, by policy; what comes in between changes nothing.',
})
export class RecordUnitPosition {
  @Field(PatrolId) readonly patrol: string;
  @Field(Instant) readonly takenAt: string;
  @Field(Point) readonly point: Static<typeof Point>;
}
