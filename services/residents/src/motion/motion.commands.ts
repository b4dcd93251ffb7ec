import {
  AreaPath,
  BallotRule,
  Count,
  Instant,
  Matter,
  MotionId,
  ofPerson,
  Roll,
  Sha256,
  Stance,
  Subject,
  Text,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

@Door('POST /v1/motions/:motion/hearing', {
  may: 'motion.convene',
  area: 'areaPath',
  summary: 'Call a hearing on a matter',
})
export class CallHearing {
  @Field(Matter) readonly matter: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Instant) readonly heldAt: string;
}

@Door('POST /v1/motions/:motion/speakers', {
  may: 'motion.convene',
  summary: 'Register somebody who is going to speak at the hearing',
})
export class RegisterHearingSpeaker {
  @Field(Subject) readonly speaker: string;
}

@Door('POST /v1/motions/:motion/testimonies', {
  may: 'motion.convene',
  summary: 'Record that a registered speaker has been heard',
})
export class RecordTestimony {
  @Field(Subject) readonly speaker: string;
  @Field(Stance) readonly stance: Static<typeof Stance>;
  @Field(ofPerson(Text)) readonly testimony: string;
}

@Door('POST /v1/motions/:motion/close-hearing', {
  may: 'motion.convene',
  summary: 'Close the hearing; what has to be heard may then be voted on',
})
export class CloseHearing {}

@Door('POST /v1/motions/:motion/ballot', {
  may: 'motion.convene',
  area: 'areaPath',
  summary: 'Announce a ballot: on what, by whom, under which rule, from when until when',
})
export class OpenBallot {
  @Field(Matter) readonly matter: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Sha256) readonly subject: string;
  @Field(BallotRule) readonly rule: Static<typeof BallotRule>;
  @Field(Type.Boolean()) readonly secret: boolean;
  @Field(Roll) readonly roll: Static<typeof Roll>;
  @Field(Instant) readonly opensAt: string;
  @Field(Instant) readonly closesAt: string;
}

/** Asked by the timer, a grace behind the end of the ballot. */
export class CloseBallot {
  @Field(Instant) readonly due: string;
}

@Door('POST /v1/motions/:motion/result', {
  may: 'motion.convene',
  id: 'motion',
  summary: 'Declare what the papers of a secret ballot say, once they have been counted by hand',
})
export class DeclareResult {
  @Field(MotionId) readonly motion: string;
  @Field(Type.Optional(Count)) readonly voters?: Static<typeof Count>;
  @Field(Type.Optional(Count)) readonly area?: Static<typeof Count>;
}
