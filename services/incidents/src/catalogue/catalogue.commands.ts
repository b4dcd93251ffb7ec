import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsObject,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { CategoryField, Title, WholeNumber } from '../http/fields.ts';

const mostClasses = 2_000;
const mostViews = 50;
const mostGroups = 200;

export class CatalogueClassField {
  @ApiProperty({ type: CategoryField })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => CategoryField)
  readonly category: CategoryField;

  @Title()
  readonly zh: string;

  @Title()
  readonly en: string;
}

export class CatalogueGroupField {
  @Title()
  readonly zh: string;

  @Title()
  readonly en: string;

  @ApiProperty({ type: [CategoryField] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostClasses)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CategoryField)
  readonly categories: CategoryField[];
}

export class CatalogueViewField {
  @ApiProperty({ example: 'eight-disorders' })
  @Matches(/^[a-z][a-z0-9-]*$/)
  @MaxLength(40)
  readonly id: string;

  @Title()
  readonly zh: string;

  @Title()
  readonly en: string;

  @ApiProperty({ type: [CatalogueGroupField] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostGroups)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CatalogueGroupField)
  readonly groups: CatalogueGroupField[];
}

/** `ActivateCatalogue`: the next version of the category catalogue, as a whole. */
export class ActivateCatalogueBody {
  @WholeNumber(1, 1_000_000)
  readonly version: number;

  @ApiProperty({ type: [CatalogueClassField] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostClasses)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CatalogueClassField)
  readonly classes: CatalogueClassField[];

  @ApiProperty({ type: [CatalogueViewField] })
  @IsArray()
  @ArrayMaxSize(mostViews)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CatalogueViewField)
  readonly views: CatalogueViewField[];
}
