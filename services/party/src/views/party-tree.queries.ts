import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { BusinessDay } from '../party-org/party-org.commands.ts';

const MOST_ORGS = 1_000;

/** Where in history a question is asked. */
export class When {
  @ApiPropertyOptional({ description: 'A moment (2026-05-01T01:00:00Z) or a position (party:42)' })
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

export class PartyOrgsQuery extends When {
  @ApiPropertyOptional({ description: 'Path prefix; empty for everywhere', example: '42/01/05/011/010/' })
  @IsOptional()
  @Matches(/^([0-9A-Za-z]+\/)*$/, { message: 'an area is codes that each end in /' })
  @MaxLength(120)
  readonly area: string = '';

  @ApiPropertyOptional({ description: 'Where the page before ended' })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  readonly cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_ORGS })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_ORGS)
  readonly limit: number = 200;
}
