import {
  Category,
  Channel,
  ClockStage,
  Instant,
  Point,
  Reason,
  Severity,
  Source,
  Subject,
  TaskId,
  UnitId,
  ConflictKind,
  IncidentId,
  PoliceFunction,
  type Referral,
  Uncertainty,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import type { Answering, IncidentFacts } from './incident.state.ts';

/** An incident is reported or located only where the caller is at home. */
const areaOfGrid = (_command: unknown, { grid }: Partial<IncidentFacts>): string | undefined =>
  grid?.areaPath;

@Door('POST /v1/incidents', {
  may: 'incident.report',
  opens: true,
  area: areaOfGrid,
  summary: 'Report an incident',
  description:
    'Classified and located at once where class and point are known; waits for a dispatcher otherwise. What another system sent (`source`) is one incident, under however many keys it is sent.',
})
export class ReportIncident {
  @Field(Channel) readonly channel: Static<typeof Channel>;
  @Field(Instant) readonly occurredAt: string;
  @Field(Severity) readonly severity: Static<typeof Severity>;
  @Field(Type.Optional(Point)) readonly point?: Static<typeof Point>;
  @Field(Type.Optional(Category)) readonly category?: Static<typeof Category>;
  @Field(Type.Optional(Source)) readonly source?: Static<typeof Source>;
  /** Whom the incident is about, where it is about one person. */
  @Field(Type.Optional(Subject)) readonly subject?: string;
  /** No field of the door: only what a patrol has reported comes with it (I-01). */
  readonly referral?: Static<typeof Referral>;
}

@Door('POST /v1/incidents/:id/classify', { may: 'incident.triage', summary: 'Give an incident its class' })
export class ClassifyIncident {
  @Field(Category) readonly category: Static<typeof Category>;
}

@Door('POST /v1/incidents/:id/locate', {
  may: 'incident.triage',
  area: areaOfGrid,
  summary: 'Put an incident in the grid around a point',
})
export class LocateIncident {
  @Field(Point) readonly point: Static<typeof Point>;
}

@Door('POST /v1/incidents/:id/route', {
  may: 'incident.route',
  summary: 'Settle which unit leads, by the routing rules',
  description: 'Happens by itself when an incident is classified and located; asking again changes nothing.',
})
export class RouteIncident {
  /** No field of the door: only the reaction, which has looked at the roster, says who answers for the place. */
  readonly answering?: Answering;
}

/** The reactions', once a change of the chain has come to be known that the route lies behind. */
export class RerouteIncident {
  readonly answering: Omit<Answering, 'areaPath' | 'streetChief'>;
}

@Door('POST /v1/incidents/:id/dispatch', {
  may: 'incident.dispatch',
  summary: 'Give the task to a unit, the lead unit when none is named',
})
export class DispatchTask {
  @Field(Type.Optional(UnitId)) readonly unit?: string;
  @Field(Type.Optional(TaskId)) readonly taskId?: string;
}

@Door('POST /v1/incidents/:id/dispatch-joint', {
  may: 'incident.dispatch',
  summary: 'Give each of several units a task of its own',
  description: 'The incident is checked and closed when every task is completed.',
})
export class DispatchJointTask {
  @Field(Type.Array(UnitId, { minItems: 2, maxItems: 10 })) readonly units: readonly string[];
}

@Door('POST /v1/incidents/:id/force-assign', {
  may: 'incident.dispatch',
  summary: 'Give a returned task to the lead unit, which cannot give it back',
})
export class ForceAssign {
  @Field(Reason) readonly reason: string;
  @Field(Type.Optional(TaskId)) readonly taskId?: string;
}

@Door('POST /v1/incidents/:id/accept', {
  may: 'task.accept',
  unit: true,
  summary: "Take the task on for the caller's unit",
})
export class AcceptTask {
  @Field(Type.Optional(TaskId)) readonly taskId?: string;
}

@Door('POST /v1/incidents/:id/return', {
  may: 'task.return',
  unit: true,
  summary: 'Give the task back with a reason',
})
export class ReturnTask {
  @Field(Reason) readonly reason: string;
  @Field(Type.Optional(TaskId)) readonly taskId?: string;
}

@Door('POST /v1/incidents/:id/complete', {
  may: 'task.complete',
  unit: true,
  summary: 'Say that the matter is dealt with',
})
export class CompleteTask {
  @Field(Type.Optional(TaskId)) readonly taskId?: string;
}

@Door('POST /v1/incidents/:id/tag-uncertainty', {
  may: 'incident.triage',
  summary: 'Say what is not known of an incident',
})
export class TagUncertainty {
  @Field(Uncertainty) readonly uncertainty: Static<typeof Uncertainty>;
}

@Door('POST /v1/incidents/:id/resolve-uncertainty', {
  may: 'incident.triage',
  summary: 'Say that it is known now',
})
export class ResolveUncertainty {
  @Field(Uncertainty) readonly uncertainty: Static<typeof Uncertainty>;
}

@Door('POST /v1/incidents/:id/classify-police', {
  may: 'incident.triage',
  summary: 'Say which function of the police the incident is of',
})
export class ClassifyPoliceFunction {
  @Field(PoliceFunction) readonly function: Static<typeof PoliceFunction>;
}

@Door('POST /v1/incidents/:id/classify-conflict', {
  may: 'incident.triage',
  summary: 'Say of which kind a conflict is, and which enforcement has caused it',
})
export class ClassifyConflict {
  @Field(ConflictKind) readonly conflict: Static<typeof ConflictKind>;
  @Field(Type.Optional(IncidentId)) readonly cause?: string;
}

@Door('POST /v1/incidents/:id/pass-check', {
  may: 'incident.check',
  summary: 'Say that the matter was seen to be dealt with',
})
export class PassCheck {}

@Door('POST /v1/incidents/:id/fail-check', {
  may: 'incident.check',
  summary: 'Send the work back to be done again',
})
export class FailCheck {
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/incidents/:id/close', {
  may: 'incident.close',
  summary: 'Close an incident whose check was passed',
})
export class CloseIncident {}

@Door('POST /v1/incidents/:id/void', {
  may: 'incident.void',
  summary: 'Close an incident without handling, with the reason',
})
export class VoidIncident {
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/incidents/:id/park', {
  may: 'incident.park',
  summary: 'Let an incident wait; its clock stands still',
})
export class ParkIncident {
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/incidents/:id/resume', { may: 'incident.park', summary: 'Go on with a parked incident' })
export class ResumeIncident {}

/** The timer's, once a due time has gone by. */
export class RecordMissedDeadline {
  @Field(ClockStage) readonly stage: Static<typeof ClockStage>;
  @Field(Type.Integer({ minimum: 1 })) readonly round: number;
  @Field(Instant) readonly due: string;
}
