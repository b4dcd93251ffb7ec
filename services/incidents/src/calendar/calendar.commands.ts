import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { BusinessDays, TimeOfDay, WholeNumber } from '../http/fields.ts';

/** Room for some twenty years. */
const mostDays = 1_000;

export class OfficeHoursField {
  @TimeOfDay()
  readonly from: string;

  @TimeOfDay()
  readonly to: string;
}

/** `PublishCalendar`: the next version of the working calendar, as a whole. */
export class PublishCalendarBody {
  @WholeNumber(1, 1_000_000)
  readonly version: number;

  @ApiProperty({ type: [OfficeHoursField] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => OfficeHoursField)
  readonly officeHours: OfficeHoursField[];

  @BusinessDays()
  @IsArray()
  @ArrayMaxSize(mostDays)
  readonly holidays: string[];

  @BusinessDays()
  @IsArray()
  @ArrayMaxSize(mostDays)
  readonly makeUpWorkDays: string[];
}
