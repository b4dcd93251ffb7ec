import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { BusinessDay } from '../http/fields.ts';
import type { AreaLevel } from './area-tree.ts';

const levels = [
  'province',
  'city',
  'county',
  'street',
  'community',
  'section',
  'building',
  'unit',
  'grid',
] as const satisfies readonly AreaLevel[];

const MOST_AREAS = 5_000;
const MOST_GRIDS = 2_000;

function AreaPrefix(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description: 'Path prefix; empty for everywhere', example: '42/01/05/011/010/' }),
    IsOptional(),
    Matches(/^([0-9A-Za-z]+\/)*$/, { message: 'an area is codes that each end in /' }),
    MaxLength(120),
  );
}

function Limit(most: number): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: most }),
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(most),
  );
}

/** Where in history a question is asked. */
export class When {
  @ApiPropertyOptional({ description: 'A moment (2026-05-01T01:00:00Z) or a position (residents:1042)' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  readonly asOf?: string;

  @ApiPropertyOptional({ description: 'A position the answer has to include, as a command answered it' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  readonly after?: string;

  /** The Asia/Shanghai day asked about; that of `asOf`, or today, when left out. */
  @IsOptional()
  @BusinessDay({ optional: true })
  readonly on?: string;
}

export class AreasQuery extends When {
  @AreaPrefix()
  readonly area: string = '';

  @ApiPropertyOptional({ enum: levels })
  @IsOptional()
  @IsIn(levels)
  readonly level?: AreaLevel;

  @ApiPropertyOptional({ description: 'Where the page before ended' })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  readonly cursor?: string;

  @Limit(MOST_AREAS)
  readonly limit: number = 500;
}

export class GridsQuery extends When {
  @AreaPrefix()
  readonly area: string = '';

  @ApiPropertyOptional({ description: 'Where the page before ended' })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  readonly cursor?: string;

  @Limit(MOST_GRIDS)
  readonly limit: number = 1_000;
}
