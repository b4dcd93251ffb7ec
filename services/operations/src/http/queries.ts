import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

/** A parameter that may be left out; a shape that is wrong says what would be right. */
function Text(pattern: RegExp, maxLength: number, description: string, example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: false, description, example, maxLength }),
    IsOptional(),
    IsString(),
    MaxLength(maxLength),
    Matches(pattern, { message: description }),
  );
}

const Area = () => Text(/^([0-9A-Za-z]+\/)*$/, 120, 'an area path that ends in /', '42/01/05/011/010/');
const AsOf = () =>
  Text(/^[\w:.,/+ -]+$/, 500, 'a moment or positions; left out: now', '2026-05-01T01:00:00Z');
const Positions = () =>
  Text(/^[a-z][\w/.:, -]*$/, 500, 'positions the answer has to include', 'incidents:184203');
const Unit = () => Text(/^[a-z0-9][a-z0-9:.-]*$/, 80, 'the unit that is on the clock', 'sanitation:420105');
const Cursor = () => Text(/^[\w-]+$/, 4_000, 'the `next` of an earlier page', '');

function Limit(most: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: false, minimum: 1, maximum: most, default: 100 }),
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(most),
  );
}

const mostItems = 500;

/**
 * Whatever a name may hold can be looked for: all that has something to see, and blanks. Control characters, signs that
 * turn the direction of writing and code points that are no characters are in no name.
 */
const searched = /^(?=.*\S)[^\p{Cc}\p{Cs}\p{Cn}\p{Co}\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u;

/** What every question asks with: where, and as of when. */
export class WhenQuery {
  @AsOf()
  readonly asOf?: string;

  @Positions()
  readonly after?: string;
}

export class ScopeQuery extends WhenQuery {
  @Area()
  readonly area?: string;
}

/** Which lines of the feed: the same for the list and for the stream. */
export class FilterQuery {
  @Area()
  readonly area?: string;

  @Text(/^[0-9]{1,5}$/, 5, 'a prefix of category codes', '06')
  readonly category?: string;

  @Text(/^[A-Za-z0-9./-]+$/, 40, 'the standard the category is of', 'GB/T-47678.5')
  readonly standard?: string;

  @ApiProperty({ required: false, enum: ['component', 'matter'] })
  @IsOptional()
  @IsIn(['component', 'matter'])
  readonly kind?: string;

  @ApiProperty({ required: false, enum: ['normal', 'urgent'] })
  @IsOptional()
  @IsIn(['normal', 'urgent'])
  readonly severity?: string;
}

export class FeedQuery extends FilterQuery {
  @AsOf()
  readonly asOf?: string;

  @Positions()
  readonly after?: string;

  @Cursor()
  readonly cursor?: string;

  @Limit(mostItems)
  readonly limit?: number;
}

export class StreamQuery extends FilterQuery {
  @Text(/^[\w:.,/= -]+$/, 4_000, 'a cursor or positions to go on behind', '')
  readonly after?: string;
}

export class ClocksQuery extends ScopeQuery {
  @Cursor()
  readonly cursor?: string;

  @Limit(mostItems)
  readonly limit?: number;

  @Unit()
  readonly unit?: string;
}

export class ActivityQuery extends ScopeQuery {
  @ApiProperty({ required: false, format: 'date', description: 'Asia/Shanghai day', example: '2026-05-01' })
  @IsOptional()
  @Matches(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, { message: 'a day is written YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'the calendar has no such day' })
  readonly day?: string;
}

export class AreasQuery extends ScopeQuery {
  @Cursor()
  readonly cursor?: string;

  @Limit(mostItems)
  readonly limit?: number;

  @Area()
  readonly under?: string;

  @Text(/^[a-z]+$/, 20, 'a level of the tree', 'section')
  readonly level?: string;

  @Text(searched, 80, 'part of a name or a code', '江欣苑（一期）')
  readonly q?: string;
}

export class TicketsQuery extends WhenQuery {
  @ApiProperty({
    description: 'three digits of a ticket number or more, dashes or not',
    example: '2093-7511',
  })
  @IsString()
  @MaxLength(20)
  @Matches(/^(?:[0-9][ -]?){3,10}$/, { message: 'three to ten digits of a ticket number' })
  readonly q: string;

  @Limit(50)
  readonly limit?: number;
}

/** The language of a file's headings. */
const Lang = () =>
  applyDecorators(
    ApiProperty({ required: false, enum: ['zh', 'en'], default: 'zh' }),
    IsOptional(),
    IsIn(['zh', 'en']),
  );

export class FeedFileQuery extends FilterQuery {
  @AsOf()
  readonly asOf?: string;

  @Positions()
  readonly after?: string;

  @Lang()
  readonly lang?: 'zh' | 'en';
}

export class ClocksFileQuery extends ScopeQuery {
  @Unit()
  readonly unit?: string;

  @Lang()
  readonly lang?: 'zh' | 'en';
}

export class CountsFileQuery extends ScopeQuery {
  @Lang()
  readonly lang?: 'zh' | 'en';
}

export class IncidentParam {
  @ApiProperty({ format: 'uuid' })
  @Matches(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, {
    message: 'an incident id is a UUID in small letters',
  })
  readonly id: string;
}
