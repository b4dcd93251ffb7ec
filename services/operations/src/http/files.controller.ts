import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { csvChunks, CurrentCaller, Requires, type Caller } from '@linli/service-kit';
import type { FastifyReply } from 'fastify';
import { clockTable } from '../files/clock-table.ts';
import { countTable } from '../files/count-table.ts';
import { feedTable } from '../files/feed-table.ts';
import type { Table } from '../files/table.ts';
import { OperationsCentre } from '../operations-centre.ts';
import { ClocksFileQuery, CountsFileQuery, FeedFileQuery } from './queries.ts';
import { areasAsked, filterAsked } from './scope.ts';

/** Whole answers as files for spreadsheets, made as fast as they are taken, all of one position. */
@ApiTags('operations')
@ApiProduces('text/csv')
@Controller('v1/operations')
@Requires('operations.read')
export class FilesController {
  readonly #centre: OperationsCentre;

  constructor(@Inject(OperationsCentre) centre: OperationsCentre) {
    this.#centre = centre;
  }

  @Get('feed.csv')
  @ApiOperation({ summary: 'The live stream as a file, newest first' })
  async feed(
    @Query() query: FeedFileQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = filterAsked(caller, query);
    send(reply, 'feed', await feedTable(this.#centre, filter, query, query.lang ?? 'zh'));
  }

  @Get('clocks.csv')
  @ApiOperation({ summary: 'Clocks that run or stand still as a file, soonest due first' })
  async clocks(
    @Query() query: ClocksFileQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = {
      areas: areasAsked(caller, query.area),
      ...(query.unit === undefined ? {} : { unit: query.unit }),
    };
    send(reply, 'clocks', await clockTable(this.#centre, asked, query, query.lang ?? 'zh'));
  }

  @Get('grids/counts.csv')
  @ApiOperation({ summary: 'Per grid: open, overdue, reported today, as a file' })
  async counts(
    @Query() query: CountsFileQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const areas = areasAsked(caller, query.area);
    send(reply, 'grids', await countTable(this.#centre, areas, query, query.lang ?? 'zh'));
  }
}

function send(reply: FastifyReply, name: string, { header, position, rows }: Table): void {
  const file = `linli-${name}-${position.replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 120);
  void reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${file}.csv"`)
    .header('cache-control', 'private, no-store')
    .send(Readable.from(csvChunks(header, rows)));
}
