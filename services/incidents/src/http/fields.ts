import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';

/** Fields that recur in the requests of this service; their bounds are those of the published language. */

interface Presence {
  readonly optional?: boolean;
}

/** May be left out; `null` is no way of leaving out. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}

function presence(optional: boolean | undefined): PropertyDecorator[] {
  return optional ? [MayBeAbsent()] : [];
}

/** One of a closed list of words. */
export function OneOf(words: readonly string[], { optional }: Presence = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ enum: [...words], required: !optional }),
    IsIn(words, { message: `one of ${words.join(', ')}` }),
    ...presence(optional),
  );
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** A moment with its offset: `2026-05-01T08:05:00+08:00`. */
export function Instant(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'date-time', example: '2026-05-01T08:05:00+08:00' }),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value) => typeof value === 'string' && instant.test(value) && isOfOurYears(value),
        defaultMessage: () => 'a moment with its offset, such as 2026-05-01T08:05:00+08:00',
      },
    }),
  );
}

/** The years 0000 to 9999 in UTC, which is what the log can say; an offset may lead out of them. */
function isOfOurYears(moment: string): boolean {
  const date = new Date(moment);
  return Number.isFinite(date.getTime()) && date.toISOString().length === 24;
}

/** A day of the calendar of Asia/Shanghai. */
export function BusinessDays(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, isArray: true, format: 'date', example: ['2026-10-01'] }),
    Matches(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, { each: true, message: 'a day is written YYYY-MM-DD' }),
    IsISO8601({ strict: true }, { each: true, message: 'the calendar has no such day' }),
  );
}

/** A time of day of Asia/Shanghai. */
export function TimeOfDay(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ example: '08:30' }),
    Matches(/^([01][0-9]|2[0-4]):[0-5][0-9]$/, { message: 'a time of day is written HH:MM' }),
  );
}

/** A code of the reason list, never free text: it goes into events, and events hold nothing personal. */
export function Reason(): PropertyDecorator {
  const pattern = /^[a-z][a-z0-9_]*$/;
  return applyDecorators(
    ApiProperty({ pattern: pattern.source, maxLength: 60, example: 'not_our_duty' }),
    Matches(pattern, { message: 'a reason is a code such as not_our_duty, never free text' }),
    MaxLength(60),
  );
}

const unit = /^[a-z0-9][a-z0-9:.-]*$/;

/** A unit that can lead, support or handle: `sanitation:420105`. */
export function Unit({
  optional,
  each = false,
}: Presence & { readonly each?: boolean } = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, isArray: each, pattern: unit.source, maxLength: 80, required: !optional }),
    Matches(unit, { each, message: 'a unit is written like sanitation:420105' }),
    MaxLength(80, { each }),
    ...presence(optional),
  );
}

export function TaskId(): PropertyDecorator {
  const pattern = /^[A-Za-z0-9-]{1,60}$/;
  return applyDecorators(
    ApiProperty({ pattern: pattern.source, required: false, description: "Default: the unit's own task." }),
    Matches(pattern),
    MayBeAbsent(),
  );
}

/** An area path prefix: `42/01/05/`. */
export function AreaPath({ optional }: Presence = {}): PropertyDecorator {
  const pattern = /^([0-9A-Za-z]+\/)+$/;
  return applyDecorators(
    ApiProperty({ pattern: pattern.source, maxLength: 120, required: !optional }),
    Matches(pattern, { message: 'an area path is written like 42/01/05/' }),
    MaxLength(120),
    ...presence(optional),
  );
}

/** What something is called on a screen. */
export function Title(): PropertyDecorator {
  return applyDecorators(ApiProperty({ minLength: 1, maxLength: 80 }), IsString(), Length(1, 80));
}

export function WholeNumber(from: number, to: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'integer', minimum: from, maximum: to }),
    IsInt(),
    Min(from),
    Max(to),
  );
}

function Degrees(bound: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: Number,
      minimum: -bound,
      maximum: bound,
      description: 'Degree WGS84, never GCJ-02.',
    }),
    IsNumber({ allowNaN: false, allowInfinity: false }),
    Min(-bound),
    Max(bound),
  );
}

export class PointField {
  @Degrees(180)
  readonly lon: number;

  @Degrees(90)
  readonly lat: number;
}

/** A key of the catalogue: never the code alone, since component 01001 and matter 01001 both exist (B-5.1). */
export class CategoryField {
  @ApiProperty({ example: 'GB/T-47678.5' })
  @Matches(/^[A-Za-z0-9./-]+$/)
  @MaxLength(40)
  readonly standard: string;

  @OneOf(['component', 'matter'])
  readonly kind: 'component' | 'matter';

  @ApiProperty({ example: '06010' })
  @Matches(/^[0-9]{5}$/, { message: 'a code has 5 digits' })
  readonly code: string;
}

/** Where the report comes from when another system sent it. */
export class SourceField {
  @ApiProperty({ example: 'myla311' })
  @Matches(/^[a-z0-9-]{1,40}$/)
  readonly system: string;

  @ApiProperty({ example: '1-1523590871' })
  @Matches(/^[A-Za-z0-9-]{1,60}$/)
  readonly reference: string;
}

/** The beginning of a code: the longest that matches wins, the empty one matches every class. */
export function CodePrefix(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ pattern: '^[0-9]{0,5}$', example: '0601' }),
    Matches(/^[0-9]{0,5}$/, { message: 'up to 5 digits' }),
  );
}
