import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches, MaxLength } from 'class-validator';
import { Problem, Requires } from '@linli/service-kit';
import {
  CheckpointConflict,
  NotFollowed,
  type ParkedEvent,
  type ProjectionState,
  type RetryResult,
} from '@linli/read-models';
import { OperationsCentre } from '../operations-centre.ts';
import type { View } from '../readers/view.ts';

class ViewParam {
  @ApiProperty({ example: 'incident-board' })
  @Matches(/^[a-z][a-z-]{0,40}$/, { message: 'the name of a view' })
  readonly view: string;
}

class StreamParam {
  @ApiProperty({ example: 'incident-0f0e1a52-0000-5000-8000-000000000000' })
  @MaxLength(200)
  @Matches(/^[\w:.-]+$/, { message: 'the id of a stream' })
  readonly streamId: string;
}

/** A parked event without its data: what failed, where and why. */
export type ParkedItem = Omit<ParkedEvent, 'event'> & { readonly view: string };

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
  @ApiOperation({ summary: 'How each view stands: generation, positions, lag, rebuild' })
  projections(): { readonly items: readonly ProjectionState[] } {
    return { items: this.#centre.views.all.map(({ runner }) => runner.state()) };
  }

  @Post('projections/:view/rebuild')
  @HttpCode(202)
  @ApiOperation({ summary: 'Fill a new generation beside the view; readers get it once it has caught up' })
  async rebuild(
    @Param() { view }: ViewParam,
  ): Promise<{ readonly view: string; readonly generation: number }> {
    return { view, generation: await this.#view(view).runner.rebuild() };
  }

  @Post('projections/:view/roll-back')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give up a rebuild, or return readers to the generation before' })
  async rollBack(@Param() { view }: ViewParam): Promise<ProjectionState> {
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
  @ApiOperation({ summary: 'Events that could not be projected, and those held behind them' })
  async parked(): Promise<{ readonly items: readonly ParkedItem[] }> {
    const found = await Promise.all(
      this.#centre.views.all.map(async (view) =>
        (await view.parked()).map(({ event: _event, ...rest }) => ({ view: view.ref.view, ...rest })),
      ),
    );
    return { items: found.flat() };
  }

  @Post('parked/:streamId/retry')
  @HttpCode(200)
  @ApiOperation({ summary: 'Fold the parked events of a stream in order, until one fails again' })
  retry(@Param() { streamId }: StreamParam): Promise<{ readonly items: readonly ViewResult[] }> {
    return this.#onParked(streamId, ({ runner }) => runner.retryParked(streamId));
  }

  @Post('parked/:streamId/discard')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give up the poison event of a stream for good and fold those held behind it' })
  discard(@Param() { streamId }: StreamParam): Promise<{ readonly items: readonly ViewResult[] }> {
    return this.#onParked(streamId, ({ runner }) => runner.discardParked(streamId));
  }

  async #onParked(
    streamId: string,
    act: (view: View) => Promise<RetryResult>,
  ): Promise<{ readonly items: readonly ViewResult[] }> {
    const items: ViewResult[] = [];
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

type ViewResult = RetryResult & { readonly view: string };
