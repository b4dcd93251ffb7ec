import { AreaPath, ClockStage, Instant, Reason, UnitId } from '@linli/contracts';
import { type Static, Type } from 'typebox';
import { Door, Field } from '../../src/index.ts';

@Door('POST /v1/kettles', { may: 'kettle.use', opens: true, area: 'areaPath', summary: 'Put a kettle on' })
export class PutOn {
  @Field(AreaPath) readonly areaPath: string;
  @Field(Instant) readonly due: string;
  @Field(Type.Optional(Type.Array(UnitId, { maxItems: 3 }))) readonly cups?: string[];
}

@Door('POST /v1/kettles/:id/rounds/:round', { may: 'kettle.use', summary: 'Put it on again' })
export class PutOnAgain {
  @Field(Type.String({ pattern: '^[1-9]$', description: 'a round' })) readonly round: string;
  @Field(Instant) readonly due: string;
}

@Door('POST /v1/kettles/:id/pour', { may: 'kettle.pour', unit: true, summary: 'Pour it for a unit' })
export class Pour {
  @Field(Type.Optional(Reason)) readonly reason?: string;
}

export class RecordBoiledDry {
  readonly stage: Static<typeof ClockStage>;
  readonly round: number;
  readonly due: string;
}

export class NoteBeside {}
