import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDefined, IsOptional, ValidateNested } from 'class-validator';
import { BusinessDay, CommunityCode, LocalCode, PlaceName, PolygonRing } from '../http/fields.ts';

const MOST_GRIDS = 100;

export class CommunityParam {
  @CommunityCode()
  readonly communityCode: string;
}

export class GridParam {
  @LocalCode('G')
  readonly code: string;
}

export class CreateSectionBody {
  @LocalCode('A')
  readonly code: string;

  @PlaceName()
  readonly name: string;
}

export class CreateBuildingBody {
  @LocalCode('B')
  readonly code: string;

  @PlaceName()
  readonly name: string;

  @LocalCode('A')
  readonly areaCode: string;
}

export class CreateBuildingUnitBody {
  @LocalCode('U')
  readonly code: string;

  @PlaceName()
  readonly name: string;

  @LocalCode('B')
  readonly buildingCode: string;
}

export class CreateGridBody {
  @LocalCode('G')
  readonly code: string;

  @LocalCode('U')
  readonly unitCode: string;

  @PolygonRing()
  readonly polygon: number[][];

  @BusinessDay()
  readonly validFrom: string;
}

class SplitPart {
  @LocalCode('G')
  readonly code: string;

  @PolygonRing()
  readonly polygon: number[][];
}

export class SplitGridBody {
  @CommunityCode()
  readonly communityCode: string;

  @ApiProperty({ type: [SplitPart], minItems: 2, maxItems: MOST_GRIDS })
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(MOST_GRIDS)
  @ValidateNested({ each: true })
  @Type(() => SplitPart)
  readonly into: SplitPart[];

  @BusinessDay()
  readonly validFrom: string;
}

class MergedGrid {
  @LocalCode('G')
  readonly code: string;

  @IsOptional()
  @LocalCode('U', { optional: true })
  readonly unitCode?: string;
}

export class MergeGridsBody {
  @CommunityCode()
  readonly communityCode: string;

  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(MOST_GRIDS)
  @LocalCode('G', { each: true })
  readonly codes: string[];

  @ApiProperty({ type: MergedGrid })
  @IsDefined()
  @ValidateNested()
  @Type(() => MergedGrid)
  readonly into: MergedGrid;

  @BusinessDay()
  readonly validFrom: string;
}
