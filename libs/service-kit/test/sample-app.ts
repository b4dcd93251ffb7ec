import type { CommandContext, CommandResult } from '@linli/event-sourcing';
import { StoreUnavailable } from '@linli/event-sourcing';
import { Body, Controller, Get, Module, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { FastifyReply } from 'fastify';
import {
  answer,
  type Caller,
  Command,
  CurrentCaller,
  declareAccess,
  Public,
  requireArea,
  Requires,
} from '../src/index.ts';

declareAccess('samples', {
  permissions: { 'incident.report': 'report' },
  roles: { grid_worker: { who: '网格员', may: ['incident.report'] } },
});

class PointBody {
  @IsNumber()
  @Min(-180)
  @Max(180)
  lon: number;

  @IsNumber()
  @Min(-90)
  @Max(90)
  lat: number;
}

export class ReportBody {
  @IsString()
  @Length(1, 200)
  text: string;

  @Matches(/^([0-9A-Za-z]+\/)+$/)
  areaPath: string;

  @IsIn(['normal', 'urgent'])
  severity: 'normal' | 'urgent';

  @ValidateNested()
  @Type(() => PointBody)
  @IsOptional()
  point?: PointBody;
}

export class ListQuery {
  @IsInt()
  @Min(1)
  @Max(500)
  @Type(() => Number)
  @IsOptional()
  limit?: number;
}

/** What the next command is answered with; set by a spec. */
export const next: { result?: CommandResult; error?: unknown; seen?: CommandContext; wait?: Promise<void> } =
  {};

const sampleList = {
  type: 'object',
  properties: { items: { type: 'array', items: {}, maxItems: 0 }, limit: { type: 'integer' } },
  required: ['items', 'limit'],
};

@Controller('v1/samples')
class SampleController {
  @Post()
  @ApiOperation({ operationId: 'reportSample' })
  @Requires('incident.report')
  async report(
    @Body() body: ReportBody,
    @Command() context: CommandContext,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    requireArea(caller, 'incident.report', body.areaPath);
    next.seen = context;
    await next.wait;
    if (next.error !== undefined) throw next.error;
    return answer(
      next.result ?? { outcome: 'recorded', streamId: 'incident-1', revision: 0, position: 7, events: [] },
      reply,
      'incidents',
    );
  }

  @Get()
  @ApiOperation({ operationId: 'listSamples' })
  @ApiOkResponse({ schema: sampleList })
  @Requires('operations.read')
  list(@Query() query: ListQuery) {
    return { items: [], limit: query.limit ?? 50 };
  }

  @Get('open')
  @ApiOperation({ operationId: 'openSample' })
  @ApiOkResponse({
    schema: { type: 'object', properties: { open: { type: 'boolean' } }, required: ['open'] },
  })
  @Public()
  open() {
    return { open: true };
  }

  @Get('undeclared')
  @ApiOperation({ operationId: 'undeclaredSample' })
  undeclared() {
    return { never: true };
  }

  @Get('full')
  @ApiOperation({ operationId: 'fullSample' })
  @Public()
  full() {
    throw new StoreUnavailable('full', '/secret/path is full');
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getSample' })
  @ApiOkResponse({ schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } })
  @Requires('operations.read')
  one(@Param('id') id: string) {
    if (id === 'broken-inside') throw new Error(`cannot read ${id} at /secret/path`);
    return { id };
  }
}

@Module({ controllers: [SampleController] })
export class SampleModule {}
