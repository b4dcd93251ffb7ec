import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, IsString, Length, Matches, ValidateBy } from 'class-validator';

/** Fields that recur in the requests of this service. */

/** National code of a community. */
export function CommunityCode(): PropertyDecorator {
  const pattern = /^[0-9]{12}$/;
  return applyDecorators(
    ApiProperty({ pattern: pattern.source, example: '420105011010' }),
    Matches(pattern, { message: 'a community code has 12 digits' }),
  );
}

/** Code of a place within its community: a letter for the kind and a number. */
export function LocalCode(
  letter: 'A' | 'B' | 'U' | 'G',
  { each = false, optional = false } = {},
): PropertyDecorator {
  const pattern = new RegExp(`^${letter}[0-9]{1,5}$`);
  return applyDecorators(
    ApiProperty({ pattern: pattern.source, required: !optional, isArray: each, type: String }),
    Matches(pattern, { each, message: `a code of ${letter} and 1 to 5 digits` }),
  );
}

/** What a place is called. */
export function PlaceName(): PropertyDecorator {
  return applyDecorators(ApiProperty({ minLength: 1, maxLength: 80 }), IsString(), Length(1, 80));
}

/** A day of the calendar of Asia/Shanghai. */
export function BusinessDay({ optional = false } = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'date', example: '2026-05-01', required: !optional }),
    Matches(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, { message: 'a day is written YYYY-MM-DD' }),
    IsISO8601({ strict: true }, { message: 'the calendar has no such day' }),
  );
}

const MOST_CORNERS = 1_000;

/** One ring of positions in degrees WGS84, longitude first; whether it bounds ground is for the rules to say. */
export function PolygonRing(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description:
        'Closed ring, [longitude, latitude] in degrees WGS84, the first position repeated as the last.',
      type: 'array',
      minItems: 4,
      maxItems: MOST_CORNERS,
      items: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
    }),
    ValidateBy({
      name: 'isRing',
      validator: {
        validate: isRing,
        defaultMessage: () => `a ring is 4 to ${MOST_CORNERS} positions [longitude, latitude]`,
      },
    }),
  );
}

function isRing(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length >= 4 &&
    value.length <= MOST_CORNERS &&
    value.every(
      (position: unknown) =>
        Array.isArray(position) && position.length === 2 && position.every((part) => Number.isFinite(part)),
    )
  );
}
