import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsInt, IsObject, IsUUID, Min, ValidateNested } from 'class-validator';
import {
  CategoryField,
  Instant,
  OneOf,
  PointField,
  Reason,
  SourceField,
  TaskId,
  Unit,
  MayBeAbsent,
} from '../http/fields.ts';

/** What can be asked of incidents over HTTP. */

const channels = ['grid_worker', 'hotline', 'app', 'web', 'email', 'patrol', 'letter', 'sensor'] as const;

export class IncidentParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID('all', { message: 'an incident is named by its UUID' })
  readonly id: string;
}

export class ReportIncidentBody {
  @OneOf(channels)
  readonly channel: (typeof channels)[number];

  @Instant()
  readonly occurredAt: string;

  @OneOf(['normal', 'urgent'])
  readonly severity: 'normal' | 'urgent';

  @ApiProperty({ type: PointField, required: false })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PointField)
  readonly point?: PointField;

  @ApiProperty({ type: CategoryField, required: false })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => CategoryField)
  readonly category?: CategoryField;

  @ApiProperty({ type: SourceField, required: false })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => SourceField)
  readonly source?: SourceField;
}

export class ClassifyIncidentBody {
  @ApiProperty({ type: CategoryField })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => CategoryField)
  readonly category: CategoryField;
}

export class LocateIncidentBody {
  @ApiProperty({ type: PointField })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PointField)
  readonly point: PointField;
}

export class DispatchTaskBody {
  /** Default: the lead unit. */
  @Unit({ optional: true })
  readonly unit?: string;
}

export class TaskBody {
  @TaskId()
  readonly taskId?: string;
}

export class ReturnTaskBody extends TaskBody {
  @Reason()
  readonly reason: string;
}

/** For commands that need a reason and nothing else. */
export class ReasonBody {
  @Reason()
  readonly reason: string;
}

export class IncidentQuery {
  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 1,
    description: 'Catalogue version whose views the incident is shown under. Default: the one in force.',
  })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  readonly catalogue?: number;
}
