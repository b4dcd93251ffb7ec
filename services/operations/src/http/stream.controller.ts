import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, Problem, Requires, type Caller } from '@linli/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperationsCentre } from '../operations-centre.ts';
import { readPositions } from '../stream/cursor.ts';
import { StreamQuery } from './queries.ts';
import { filterAsked } from './scope.ts';

/** Screens a process takes at a time; a wall of them is spread over several. */
const mostStreams = 10_000;

@ApiTags('operations')
@Controller('v1/operations')
@Requires('operations.read')
export class StreamController {
  readonly #centre: OperationsCentre;

  constructor(@Inject(OperationsCentre) centre: OperationsCentre) {
    this.#centre = centre;
  }

  /**
   * Written by hand on the raw response: the same bytes go to every client of the same filter, and a client's end is
   * noticed by the response's `close`.
   */
  @Get('stream')
  @ApiOperation({
    summary: 'The live stream as server-sent events; resumes behind `Last-Event-ID` or `after`',
    operationId: 'operationsStream',
  })
  @ApiOkResponse({
    description:
      'Events `feed` (id: a cursor; data: lines as the feed has them), `status` (data: as the status is answered), `reset` (data: the reason; load anew), and comment lines as heartbeat.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  stream(
    @Query() query: StreamQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): void {
    const filter = filterAsked(caller, query);
    if (this.#centre.hub.size >= mostStreams) {
      throw new Problem(
        { status: 503, code: 'too-many-streams', detail: 'No further stream is taken here now.' },
        { headers: { 'retry-after': '5' } },
      );
    }
    // The header is newer than the address: a reconnecting client sends the same address with the place it got to.
    const resume = lastEventId ?? query.after;
    reply.hijack();
    const response = reply.raw;
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('cache-control', 'no-cache, no-transform');
    response.setHeader('x-accel-buffering', 'no');
    // The body ends with the connection, so that bytes made once can be written without a chunk frame per client.
    response.setHeader('connection', 'close');
    response.removeHeader('transfer-encoding');
    response.writeHead(200);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.socket?.setKeepAlive(true, 30_000);
    const positions = resume === undefined ? undefined : readPositions(resume);
    this.#centre.hub.open(response, filter, positions ?? resume, caller.expiresAt);
  }
}
