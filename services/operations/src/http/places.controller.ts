import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { formatPositions } from '@linli/read-models';
import { CurrentCaller, openApiOf, Requires, type Caller } from '@linli/service-kit';
import type { FastifyReply } from 'fastify';
import {
  ActivityStrip,
  AreaItem,
  CalendarView,
  CatalogueView,
  DutyItem,
  GridCounts,
  GridGeometry,
  OperationsStatus,
  pageOf,
  type Page,
} from '../api.ts';
import { OperationsCentre } from '../operations-centre.ts';
import { activityOf } from '../readers/activity-reader.ts';
import { areasOf } from '../readers/area-reader.ts';
import { dutiesAt } from '../readers/duty-reader.ts';
import { decodeListCursor, encodeListCursor } from '../readers/list-cursor.ts';
import { shanghaiDay } from '@linli/contracts';
import { bucketMinutes } from '../views/board/activity.ts';
import { ActivityQuery, AreasQuery, DutiesQuery, ScopeQuery, WhenQuery } from './queries.ts';
import { areasAsked } from './scope.ts';

/** Where things happen, how much, and how the views stand: RM-I3, the area tree, the catalogue, the status. */
@ApiTags('operations')
@Controller('v1/operations')
@Requires('operations.read')
export class PlacesController {
  readonly #centre: OperationsCentre;

  constructor(@Inject(OperationsCentre) centre: OperationsCentre) {
    this.#centre = centre;
  }

  @Get('status')
  @ApiOperation({ summary: 'City, clock, log positions and lag', operationId: 'operationsStatus' })
  @ApiOkResponse({ schema: openApiOf(OperationsStatus) })
  status(@Query() query: WhenQuery): Promise<OperationsStatus> {
    return this.#centre.statusAt(query);
  }

  @Get('grids')
  @ApiOperation({
    summary: 'Shapes of the grids as GeoJSON; ask again with If-None-Match',
    operationId: 'operationsGrids',
  })
  @ApiOkResponse({
    headers: { ETag: { description: 'Of this map.', schema: { type: 'string' } } },
    content: { 'application/geo+json': { schema: openApiOf(GridGeometry) } },
  })
  @ApiResponse({ status: 304, description: 'The map is the one that If-None-Match names.' })
  async grids(
    @Query() query: ScopeQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
    @Headers('if-none-match') known?: string,
  ): Promise<void> {
    const areas = areasAsked(caller, query.area);
    const instant = await this.#centre.views.directory.at(query);
    const { json, etag } = await this.#centre.readers.geometry.geometry(areas, instant);
    void reply
      .header('etag', etag)
      .header('cache-control', 'private, no-cache')
      .header('vary', 'authorization, cookie');
    const unchanged = known
      ?.split(',')
      .map((tag) => tag.trim().replace(/^W\//, ''))
      .some((tag) => tag === etag || tag === '*');
    if (unchanged === true) await reply.code(304).send();
    else await reply.type('application/geo+json').send(json);
  }

  @Get('grids/counts')
  @ApiOperation({
    summary: 'Per grid: open, overdue, reported today (RM-I3)',
    operationId: 'operationsGridCounts',
  })
  @ApiOkResponse({ schema: openApiOf(GridCounts) })
  counts(@Query() query: ScopeQuery, @CurrentCaller() caller: Caller): Promise<GridCounts> {
    return this.#centre.countsAt(query, areasAsked(caller, query.area));
  }

  @Get('activity')
  @ApiOperation({
    summary: 'Reports and missed deadlines of one day, by ten minutes',
    operationId: 'operationsActivity',
  })
  @ApiOkResponse({ schema: openApiOf(ActivityStrip) })
  async activity(@Query() query: ActivityQuery, @CurrentCaller() caller: Caller): Promise<ActivityStrip> {
    const areas = areasAsked(caller, query.area);
    const instant = await this.#centre.views.board.at(query);
    const day = query.day ?? shanghaiDay(instant.moment);
    const { board } = this.#centre.views;
    const items = await activityOf(board, areas, this.#centre.cityPath, day, instant);
    return { asOf: instant.stamp, bucketMinutes, items };
  }

  @Get('areas')
  @ApiOperation({ summary: 'The area tree, from the province to the grid', operationId: 'operationsAreas' })
  @ApiOkResponse({ schema: openApiOf(pageOf(AreaItem)) })
  async areas(@Query() query: AreasQuery, @CurrentCaller() caller: Caller): Promise<Page<AreaItem>> {
    const { limit, under, level, q } = query;
    const cursor = query.cursor === undefined ? undefined : decodeListCursor(query.cursor);
    const instant = await this.#centre.views.directory.at({
      asOf: cursor?.asOf ?? query.asOf,
      after: query.after,
    });
    const asked = {
      areas: areasAsked(caller, query.area),
      limit,
      ...(under === undefined ? {} : { under }),
      ...(level === undefined ? {} : { level }),
      ...(q === undefined ? {} : { text: q }),
      ...(cursor === undefined ? {} : { after: cursor.after }),
    };
    const { directory } = this.#centre.views;
    const { items, next } = await areasOf(directory, this.#centre.cityPath, asked, instant);
    return {
      asOf: instant.stamp,
      items,
      ...(next === undefined
        ? {}
        : { next: encodeListCursor({ asOf: instant.stamp.position, after: next }) }),
    };
  }

  @Get('grid-directory')
  @ApiOperation({
    summary: 'Who answers at each grid on a day, and what nobody answers for (RM-R3)',
    operationId: 'operationsGridDirectory',
  })
  @ApiOkResponse({ schema: openApiOf(pageOf(DutyItem)) })
  async duties(@Query() query: DutiesQuery, @CurrentCaller() caller: Caller): Promise<Page<DutyItem>> {
    const { limit, gap } = query;
    const cursor = query.cursor === undefined ? undefined : decodeListCursor(query.cursor);
    const when = { asOf: cursor?.asOf ?? query.asOf, after: query.after };
    const { directory, roster } = this.#centre.views;
    const [places, posts] = await Promise.all([directory.at(when), roster.at(when)]);
    const asked = {
      ...{ areas: areasAsked(caller, query.area), level: 'grid', limit },
      ...(cursor === undefined ? {} : { after: cursor.after }),
    };
    const { items: grids, next } = await areasOf(directory, this.#centre.cityPath, asked, places);
    const day = query.day ?? shanghaiDay(places.moment);
    const duties = await dutiesAt(roster, grids, day, posts);
    const position = formatPositions({ ...places.positions, ...posts.positions });
    return {
      asOf: { ...places.stamp, position },
      items: gap === undefined ? duties : duties.filter(({ gaps }) => gaps.includes(gap)),
      ...(next === undefined ? {} : { next: encodeListCursor({ asOf: position, after: next }) }),
    };
  }

  @Get('catalogue')
  @ApiOperation({ summary: 'Names of the categories in force', operationId: 'operationsCatalogue' })
  @ApiOkResponse({ schema: openApiOf(CatalogueView) })
  catalogue(@Query() query: WhenQuery): Promise<CatalogueView> {
    return this.#centre.catalogueAt(query);
  }

  @Get('calendar')
  @ApiOperation({
    summary: 'The working calendar in force: which time counts for a clock of office hours or days',
    operationId: 'operationsCalendar',
  })
  @ApiOkResponse({ schema: openApiOf(CalendarView) })
  calendar(@Query() query: WhenQuery): Promise<CalendarView> {
    return this.#centre.calendarAt(query);
  }
}
