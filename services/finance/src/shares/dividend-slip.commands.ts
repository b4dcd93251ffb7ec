import { DividendId } from '@linli/contracts';
import { Field } from '@linli/service-kit';
import { Type } from 'typebox';

/** Asked by the reaction that pays dividends. */
export class PayDividend {
  @Field(DividendId) readonly dividend: string;
  @Field(Type.Integer({ minimum: 1 })) readonly list: number;
  @Field(Type.Integer({ minimum: 0 })) readonly place: number;
}
