import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Unchanged } from '@linli/contracts';
import { openApiOf, ParkedItem, Problem, Requires, Settled } from '@linli/service-kit';
import { CheckpointConflict, NotFollowed, type RetryResult } from '@linli/read-models';
import { type Static, type TSchema, Type } from 'typebox';
import { OperationsCentre } from '../operations-centre.ts';
import type { View } from '../readers/view.ts';
import { StreamParam, ViewParam } from './queries.ts';

/** Positions are events of the log; ages and moments are milliseconds, moments since 1970 UTC. */
const State = Type.Object({
  view: Type.String(),
  version: Type.Integer(),
  generation: Type.Integer({ description: 'the one readers are given' }),
  previous: Type.Optional(Type.Integer({ description: 'the one a roll-back returns to' })),
  stale: Type.Optional(
    Type.Object(
      { generation: Type.Integer(), version: Type.Integer() },
      { description: 'readers are given a generation that this code does not feed' },
    ),
  ),
  sources: Type.Array(
    Type.Object({
      source: Type.String(),
      position: Type.Integer(),
      head: Type.Integer(),
      lagMs: Type.Number({ description: 'at most the age of the oldest event not yet absorbed' }),
      aliveAt: Type.Number({ description: 'of the last finished batch or idle look at the log' }),
      failure: Type.Optional(
        Type.Object({
          message: Type.String(),
          attempts: Type.Integer(),
          stuck: Type.Optional(Type.Literal(true, { description: 'time does not heal it' })),
        }),
      ),
    }),
  ),
  parked: Type.Integer({ description: 'poison and held events' }),
  rebuild: Type.Optional(
    Type.Object(
      {
        generation: Type.Integer(),
        position: Type.Integer(),
        head: Type.Integer(),
        parked: Type.Integer(),
        failure: Type.Optional(Type.String()),
      },
      { description: 'a generation that is being filled; positions are sums over the sources' },
    ),
  ),
});
type State = Unchanged<Static<typeof State>>;

const Rebuilding = Type.Object({ view: Type.String(), generation: Type.Integer() });
type Rebuilding = Unchanged<Static<typeof Rebuilding>>;

const ofView = { view: Type.String() };
const Parked = Type.Object({ ...ofView, ...ParkedItem.properties });
const ViewResult = Type.Object({ ...ofView, ...Settled.properties });

const listOf = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item) });
type List<Item extends TSchema> = Unchanged<Static<ReturnType<typeof listOf<Item>>>>;

/** The operator's door to the views: how they stand, rebuilding them, events that could not be projected. */
@ApiTags('operations')
@Controller('v1/operations')
@Requires('projection.operate')
export class ProjectionsController {
  readonly #centre: OperationsCentre;

  constructor(@Inject(OperationsCentre) centre: OperationsCentre) {
    this.#centre = centre;
  }

  @Get('projections')
  @ApiOperation({
    summary: 'How each view stands: generation, positions, lag, rebuild',
    operationId: 'operationsProjections',
  })
  @ApiOkResponse({ schema: openApiOf(listOf(State)) })
  projections(): List<typeof State> {
    return { items: this.#centre.views.all.map(({ runner }) => runner.state()) };
  }

  @Post('projections/:view/rebuild')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Fill a new generation beside the view; readers get it once it has caught up',
    operationId: 'rebuildOperationsView',
  })
  @ApiAcceptedResponse({ schema: openApiOf(Rebuilding) })
  async rebuild(@Param() { view }: ViewParam): Promise<Rebuilding> {
    return { view, generation: await this.#view(view).runner.rebuild() };
  }

  @Post('projections/:view/roll-back')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give up a rebuild, or return readers to the generation before',
    operationId: 'rollBackOperationsView',
  })
  @ApiOkResponse({ schema: openApiOf(State) })
  async rollBack(@Param() { view }: ViewParam): Promise<State> {
    const { runner } = this.#view(view);
    const { rebuild, previous } = runner.state();
    if (rebuild === undefined && previous === undefined) {
      throw new Problem({
        status: 409,
        code: 'no-earlier-generation',
        detail: `${view} has no generation to return to.`,
      });
    }
    await runner.rollBack();
    return runner.state();
  }

  @Get('parked')
  @ApiOperation({
    summary: 'Events that could not be projected, and those held behind them',
    operationId: 'operationsParked',
  })
  @ApiOkResponse({ schema: openApiOf(listOf(Parked)) })
  async parked(): Promise<List<typeof Parked>> {
    const found = await Promise.all(
      this.#centre.views.all.map(async (view) =>
        (await view.parked()).map(({ event: _event, ...rest }) => ({ view: view.ref.view, ...rest })),
      ),
    );
    return { items: found.flat() };
  }

  @Post('parked/:streamId/retry')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Fold the parked events of a stream in order, until one fails again',
    operationId: 'retryOperationsParked',
  })
  @ApiOkResponse({ schema: openApiOf(listOf(ViewResult)) })
  retry(@Param() { streamId }: StreamParam): Promise<List<typeof ViewResult>> {
    return this.#onParked(streamId, ({ runner }) => runner.retryParked(streamId));
  }

  @Post('parked/:streamId/discard')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give up the poison event of a stream for good and fold those held behind it',
    operationId: 'discardOperationsParked',
  })
  @ApiOkResponse({ schema: openApiOf(listOf(ViewResult)) })
  discard(@Param() { streamId }: StreamParam): Promise<List<typeof ViewResult>> {
    return this.#onParked(streamId, ({ runner }) => runner.discardParked(streamId));
  }

  async #onParked(
    streamId: string,
    act: (view: View) => Promise<RetryResult>,
  ): Promise<List<typeof ViewResult>> {
    const items: (Settled & { readonly view: string })[] = [];
    for (const view of this.#centre.views.all) {
      const parked = await view.parked();
      if (!parked.some((event) => event.streamId === streamId && event.state !== 'discarded')) continue;
      items.push({ view: view.ref.view, ...(await act(view).catch(elsewhere)) });
    }
    if (items.length > 0) return { items };
    throw new Problem({ status: 404, code: 'nothing-parked', detail: `Nothing of ${streamId} is parked.` });
  }

  #view(name: string): View {
    const view = this.#centre.views.all.find(({ ref }) => ref.view === name);
    if (view !== undefined) return view;
    const known = this.#centre.views.all.map(({ ref }) => ref.view).join(', ');
    throw new Problem({ status: 404, code: 'unknown-view', detail: `The views are ${known}.` });
  }
}

/** Whoever follows the stream's source has to be asked, or asked again once somebody does. */
function elsewhere(error: unknown): never {
  if (!(error instanceof NotFollowed || error instanceof CheckpointConflict)) throw error;
  throw new Problem(
    { status: 503, code: 'not-followed', detail: `${error.source} is not followed by this process now.` },
    { cause: error, headers: { 'retry-after': '2' } },
  );
}
