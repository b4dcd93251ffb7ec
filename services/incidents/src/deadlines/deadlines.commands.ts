import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { CodePrefix, OneOf, WholeNumber } from '../http/fields.ts';
import type { DeadlineRule } from './deadline-rules.ts';

export class DeadlineRuleField {
  @ApiProperty({ example: 'GB/T-47678.5' })
  @IsString()
  @MaxLength(40)
  readonly standard: string;

  @CodePrefix()
  readonly codePrefix: string;

  @OneOf(['normal', 'urgent'], { optional: true })
  readonly severity?: 'normal' | 'urgent';

  @OneOf(['triage', 'dispatch', 'handling', 'check'])
  readonly stage: DeadlineRule['stage'];

  @OneOf(['urgent_hours', 'work_hours', 'work_days', 'natural_days'])
  readonly kind: DeadlineRule['kind'];

  @WholeNumber(1, 100_000)
  readonly amount: number;
}

/** `SetCategoryDeadlines`: the next version of the time limits, as a whole. */
export class SetCategoryDeadlinesBody {
  @WholeNumber(1, 1_000_000)
  readonly version: number;

  @ApiProperty({ type: [DeadlineRuleField] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5_000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => DeadlineRuleField)
  readonly rules: DeadlineRuleField[];
}
