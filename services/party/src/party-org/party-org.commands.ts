import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import type { PartyOrgKind } from './party-org.ts';

const kinds = ['branch', 'general_branch', 'committee'] as const satisfies readonly PartyOrgKind[];
const MOST_MEMBERS = 100_000;

function OrgCode({ optional = false } = {}): PropertyDecorator {
  const pattern = /^[A-Za-z0-9-]{1,40}$/;
  return applyDecorators(
    ApiProperty({ pattern: pattern.source, example: 'jiangxinyuan', required: !optional }),
    Matches(pattern, { message: 'a code is 1 to 40 letters, digits or hyphens' }),
  );
}

function OrgName(): PropertyDecorator {
  return applyDecorators(ApiProperty({ minLength: 1, maxLength: 80 }), IsString(), Length(1, 80));
}

function OrgKind(): PropertyDecorator {
  return applyDecorators(ApiProperty({ enum: kinds }), IsIn(kinds));
}

function Members(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'integer', minimum: 0, maximum: MOST_MEMBERS }),
    IsInt(),
    Min(0),
    Max(MOST_MEMBERS),
  );
}

/** A day of the calendar of Asia/Shanghai. */
export function BusinessDay({ optional = false } = {}): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'date', example: '2012-06-01', required: !optional }),
    Matches(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, { message: 'a day is written YYYY-MM-DD' }),
    IsISO8601({ strict: true }, { message: 'the calendar has no such day' }),
  );
}

export class PartyOrgParam {
  @OrgCode()
  readonly code: string;
}

export class EstablishPartyOrgBody {
  @OrgCode()
  readonly code: string;

  @OrgName()
  readonly name: string;

  @OrgKind()
  readonly kind: PartyOrgKind;

  @IsOptional()
  @OrgCode({ optional: true })
  readonly parentCode?: string;

  @ApiProperty({ pattern: '^([0-9A-Za-z]+/)+$', maxLength: 120, example: '42/01/05/011/010/' })
  @Matches(/^([0-9A-Za-z]+\/)+$/, { message: 'an area path is codes that each end in /' })
  @Length(2, 120)
  readonly areaPath: string;

  @Members()
  readonly members: number;

  @BusinessDay()
  readonly validFrom: string;
}

export class UpgradePartyOrgBody {
  @OrgKind()
  readonly to: PartyOrgKind;

  @OrgName()
  readonly name: string;

  @Members()
  readonly members: number;

  @BusinessDay()
  readonly validFrom: string;
}
