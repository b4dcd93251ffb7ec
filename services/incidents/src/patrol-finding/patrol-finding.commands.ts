import { AreaPath, Category, DissuasionResult, Instant, Point, Reason, Severity } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

@Door('POST /v1/patrol-findings', {
  may: 'patrol.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Log what a patrol has seen',
})
export class LogPatrolFinding {
  @Field(Category) readonly category: Static<typeof Category>;
  @Field(Severity) readonly severity: Static<typeof Severity>;
  @Field(Point) readonly point: Static<typeof Point>;
  @Field(AreaPath) readonly areaPath: string;
}

@Door('POST /v1/patrol-findings/:id/dissuade', {
  may: 'patrol.keep',
  summary: 'Say that whoever causes it was asked to stop, and what came of it',
})
export class RecordDissuasion {
  @Field(DissuasionResult) readonly result: Static<typeof DissuasionResult>;
}

@Door('POST /v1/patrol-findings/:id/report', {
  may: 'patrol.keep',
  summary: 'Report it to the enforcement, in an emergency without a word before',
  description: 'Opens an incident that the enforcement leads.',
})
export class ReportToEnforcement {
  @Field(Type.Optional(Reason)) readonly emergency?: string;
}

/** Asked by the timer. */
export class MarkDissuasionMissed {
  @Field(Instant) readonly due: string;
}
