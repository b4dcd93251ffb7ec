import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { csvChunks, CurrentCaller, Requires, type Caller } from '@linli/service-kit';
import type { FastifyReply } from 'fastify';
import { clockTable } from '../files/clock-table.ts';
import { countTable } from '../files/count-table.ts';
import { feedTable } from '../files/feed-table.ts';
import type { Table } from '../files/table.ts';
import { OperationsCentre } from '../operations-centre.ts';
import { ClocksFileQuery, CountsFileQuery, FeedFileQuery } from './queries.ts';
import { areasAsked, filterAsked } from './scope.ts';

const Csv = ApiOkResponse({
  description: 'A table in UTF-8, its headings in the first row.',
  headers: { 'Content-Disposition': { description: 'The name of the file.', schema: { type: 'string' } } },
  content: { 'text/csv': { schema: { type: 'string' } } },
});

/** Whole answers as files for spreadsheets, made as fast as they are taken, all of one position. */
@ApiTags('operations')
@Controller('v1/operations')
@Requires('operations.read')
export class FilesController {
  readonly #centre: OperationsCentre;

  constructor(@Inject(OperationsCentre) centre: OperationsCentre) {
    this.#centre = centre;
  }

  @Get('feed.csv')
  @ApiOperation({ summary: 'The live stream as a file, newest first', operationId: 'operationsFeedFile' })
  @Csv
  async feed(
    @Query() query: FeedFileQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = filterAsked(caller, query);
    send(reply, 'feed', await feedTable(this.#centre, filter, query, query.lang));
  }

  @Get('clocks.csv')
  @ApiOperation({
    summary: 'Clocks that run or stand still as a file, soonest due first',
    operationId: 'operationsClocksFile',
  })
  @Csv
  async clocks(
    @Query() query: ClocksFileQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = {
      areas: areasAsked(caller, query.area),
      ...(query.unit === undefined ? {} : { unit: query.unit }),
    };
    send(reply, 'clocks', await clockTable(this.#centre, asked, query, query.lang));
  }

  @Get('grids/counts.csv')
  @ApiOperation({
    summary: 'Per grid: open, overdue, reported today, as a file',
    operationId: 'operationsGridCountsFile',
  })
  @Csv
  async counts(
    @Query() query: CountsFileQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const areas = areasAsked(caller, query.area);
    send(reply, 'grids', await countTable(this.#centre, areas, query, query.lang));
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
