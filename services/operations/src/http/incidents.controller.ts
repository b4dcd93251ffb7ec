import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, openApiOf, Problem, Requires, type Caller } from '@linli/service-kit';
import { ClockItem, FeedItem, IncidentView, pageOf, TicketHits, type Page } from '../api.ts';
import { areaMatches } from '../feed-filter.ts';
import { OperationsCentre } from '../operations-centre.ts';
import { calendarAt } from '../readers/calendar-reader.ts';
import { standing } from '../readers/clock-reader.ts';
import { incidentStory } from '../readers/incident-story.ts';
import { decodeListCursor, encodeListCursor, invalidCursor } from '../readers/list-cursor.ts';
import { decodeCursor } from '../stream/cursor.ts';
import { ClocksQuery, FeedQuery, IncidentParam, TicketsQuery, WhenQuery } from './queries.ts';
import { areasAsked, filterAsked } from './scope.ts';

const clocks = openApiOf(pageOf(ClockItem));

/** What happens, and what is due: RM-I1, RM-I2, RM-I4, RM-I5. */
@ApiTags('operations')
@Controller('v1/operations')
@Requires('operations.read')
export class IncidentsController {
  readonly #centre: OperationsCentre;

  constructor(@Inject(OperationsCentre) centre: OperationsCentre) {
    this.#centre = centre;
  }

  @Get('feed')
  @ApiOperation({
    summary: 'The live stream as a list, newest first (RM-I2)',
    operationId: 'operationsFeed',
  })
  @ApiOkResponse({ schema: openApiOf(pageOf(FeedItem)) })
  async feed(@Query() query: FeedQuery, @CurrentCaller() caller: Caller): Promise<Page<FeedItem>> {
    const { cursor: text, limit } = query;
    const filter = filterAsked(caller, query);
    const cursor = text === undefined ? undefined : decodeCursor(text);
    if (text !== undefined && cursor === undefined) throw invalidCursor();
    const instant = await this.#centre.views.board.at(query);
    const page = await this.#centre.readers.feed.page(filter, instant.positions, limit, cursor);
    return { asOf: instant.stamp, ...page };
  }

  @Get('incidents/:id')
  @ApiOperation({
    summary: 'One incident: where it stands, its clocks and its timeline (RM-I1)',
    operationId: 'operationsIncident',
  })
  @ApiOkResponse({ schema: openApiOf(IncidentView) })
  async incident(
    @Param() { id }: IncidentParam,
    @Query() query: WhenQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<IncidentView> {
    const instant = await this.#centre.views.board.at(query);
    const { feed } = this.#centre.readers;
    const rows = await feed.ofIncident(id, instant.positions);
    const last = rows.at(-1);
    const facts = (await feed.facts([id])).get(id);
    const story = incidentStory(id, rows, facts, last?.position ?? 0);
    // One that is none of the caller's business is answered as one that does not exist.
    if (story === undefined || !areaMatches(caller.areas, story.areaPath, this.#centre.cityPath)) {
      throw new Problem({
        status: 404,
        code: 'unknown-incident',
        detail: `There is no incident ${id} at ${instant.stamp.position}.`,
      });
    }
    const calendar = await calendarAt(this.#centre.views.catalogue, instant.positions);
    const clocks = story.clocks.map((clock) => ({ ...clock, ...standing(clock, instant.moment, calendar) }));
    return { asOf: instant.stamp, ...story, clocks, timeline: feed.lines(rows, facts, instant.positions) };
  }

  @Get('tickets')
  @ApiOperation({ summary: 'Incidents by a part of their ticket number', operationId: 'operationsTickets' })
  @ApiOkResponse({ schema: openApiOf(TicketHits) })
  async tickets(@Query() query: TicketsQuery, @CurrentCaller() caller: Caller): Promise<TicketHits> {
    const { q, limit, asOf, after } = query;
    const instant = await this.#centre.views.board.at({ asOf, after });
    const digits = q.replaceAll(/[^0-9]/g, '');
    const hits = await this.#centre.readers.tickets.find(digits, caller.areas, limit, instant);
    return { asOf: instant.stamp, ...hits };
  }

  @Get('clocks')
  @ApiOperation({
    summary: 'Clocks that run or stand still, soonest due first (RM-I4)',
    operationId: 'operationsClocks',
  })
  @ApiOkResponse({ schema: clocks })
  clocks(@Query() query: ClocksQuery, @CurrentCaller() caller: Caller): Promise<Page<ClockItem>> {
    return this.#clocks('due', query, caller);
  }

  @Get('overdue')
  @ApiOperation({
    summary: 'Clocks that run and have missed their due time, longest overdue first (RM-I5)',
    operationId: 'operationsOverdue',
  })
  @ApiOkResponse({ schema: clocks })
  overdue(@Query() query: ClocksQuery, @CurrentCaller() caller: Caller): Promise<Page<ClockItem>> {
    return this.#clocks('overdue', query, caller);
  }

  async #clocks(by: 'due' | 'overdue', query: ClocksQuery, caller: Caller): Promise<Page<ClockItem>> {
    const areas = areasAsked(caller, query.area);
    const { limit, unit } = query;
    const cursor = query.cursor === undefined ? undefined : decodeListCursor(query.cursor);
    const instant = await this.#centre.views.board.at({
      asOf: cursor?.asOf ?? query.asOf,
      after: query.after,
    });
    const asked = {
      by,
      areas,
      limit,
      ...(unit === undefined ? {} : { unit }),
      ...(cursor === undefined ? {} : { after: cursor.after }),
    };
    const { items, next } = await this.#centre.readers.clocks.page(asked, instant);
    return {
      asOf: instant.stamp,
      items,
      ...(next === undefined
        ? {}
        : { next: encodeListCursor({ asOf: instant.stamp.position, after: next }) }),
    };
  }
}
