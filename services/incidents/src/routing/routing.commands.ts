import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';
import { AreaPath, CodePrefix, Unit, WholeNumber } from '../http/fields.ts';

export class RoutingRuleField {
  @ApiProperty({ example: 'GB/T-47678.5' })
  @IsString()
  @MaxLength(40)
  readonly standard: string;

  @CodePrefix()
  readonly codePrefix: string;

  @AreaPath({ optional: true })
  readonly areaPath?: string;

  /** A unit, or `territory` for the owner of the place. */
  @Unit()
  readonly lead: string;

  @Unit({ each: true })
  @IsArray()
  @ArrayMaxSize(20)
  readonly support: string[];
}

/** `ActivateRoutingRules`: the next version of the routing rules, as a whole. */
export class ActivateRoutingRulesBody {
  @WholeNumber(1, 1_000_000)
  readonly version: number;

  @ApiProperty({ type: [RoutingRuleField] })
  @IsArray()
  @ArrayMaxSize(5_000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RoutingRuleField)
  readonly rules: RoutingRuleField[];
}
