import { Choice, MotionId, RollNumber } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

@Door('POST /v1/motions/:motion/votes', {
  may: 'vote.record',
  opens: true,
  area: (_command: never, { motion }: { readonly motion?: { readonly areaPath?: string } }) =>
    motion?.areaPath,
  summary: 'Record that a number of the roll has voted, and what, unless the ballot is secret',
})
export class CastVote {
  @Field(MotionId) readonly motion: string;
  @Field(RollNumber) readonly voter: number;
  @Field(Type.Optional(Choice)) readonly choice?: Static<typeof Choice>;
}
