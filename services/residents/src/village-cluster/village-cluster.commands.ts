import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { BusinessDay, PlaceName } from '../http/fields.ts';

export class CountyParam {
  @ApiProperty({ pattern: '^[0-9]{6}$', example: '370782' })
  @Matches(/^[0-9]{6}$/, { message: 'a county code has 6 digits' })
  readonly county: string;
}

export class AssignVillageBody {
  @ApiProperty({ minLength: 1, maxLength: 40 })
  @IsString()
  @Length(1, 40)
  readonly villageCode: string;

  @PlaceName()
  readonly villageName: string;

  @PlaceName()
  readonly townshipBefore: string;

  @PlaceName()
  readonly township: string;

  @ApiProperty({ minLength: 1, maxLength: 40 })
  @IsString()
  @Length(1, 40)
  readonly communityCode: string;

  @BusinessDay()
  readonly validFrom: string;
}
