import type { ContextName } from '@linli/contracts';
import { Controller, Get, HttpCode, Inject, Param, Post, type Type as NestType } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type } from 'typebox';
import { Requires } from '../auth/access.ts';
import { Field, openApiOf } from '../fields/field.ts';
import { Problem } from '../problems/problem.ts';
import { type Consumer, Consumers, ParkedItem, Settled } from './consumers.ts';

const ConsumerName = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,60}$',
  description: 'the name of a consumer',
});
const StreamId = Type.String({ pattern: '^[\\w:./-]{1,200}$', description: 'the id of a stream' });

class ConsumerParam {
  @Field(ConsumerName)
  readonly name: string;
}

class StreamParam {
  @Field(StreamId)
  readonly streamId: string;
}

const Source = Type.Object({ source: Type.String(), position: Type.Integer(), head: Type.Integer() });
const Standing = Type.Object({
  name: Type.String(),
  kind: Type.Enum(['view', 'reaction', 'agenda']),
  sources: Type.Array(Source),
  parked: Type.Integer({ description: 'events parked now' }),
});
const Parked = Type.Object({ consumer: Type.String(), ...ParkedItem.properties });
const Outcome = Type.Object({ consumer: Type.String(), ...Settled.properties });
const listOf = (item: typeof Standing | typeof Parked | typeof Outcome) => ({
  schema: openApiOf(Type.Object({ items: Type.Array(item) })),
});

/** The operator's door to what consumes events in a context: how each stands, and events that could not be handled. */
export function consumersController(context: ContextName): NestType {
  @ApiTags('operating')
  @Controller(`v1/${context}`)
  @Requires('projection.operate')
  class ConsumersController {
    readonly all: Consumers;

    constructor(@Inject(Consumers) consumers: Consumers) {
      this.all = consumers;
    }

    @Get('consumers')
    @ApiOperation({
      summary: 'How each view, reaction and agenda stands',
      operationId: `${context}Consumers`,
    })
    @ApiOkResponse(listOf(Standing))
    consumers() {
      return {
        items: this.all.of(context).map((consumer) => ({
          name: consumer.name,
          kind: consumer.kind,
          sources: consumer.sources().map(({ source, position, head }) => ({ source, position, head })),
          parked: consumer.waiting(),
        })),
      };
    }

    @Post('consumers/:name/rebuild')
    @HttpCode(202)
    @ApiOperation({
      summary: 'Fill a new generation beside a view; readers get it once it has caught up',
      operationId: `rebuild${context}View`,
    })
    @ApiAcceptedResponse({
      schema: openApiOf(Type.Object({ view: Type.String(), generation: Type.Integer() })),
    })
    async rebuild(@Param() { name }: ConsumerParam) {
      const found = this.all
        .of(context)
        .find((consumer) => consumer.name === name && consumer.rebuild !== undefined);
      if (found?.rebuild !== undefined) return { view: name, generation: await found.rebuild() };
      throw new Problem({ status: 404, code: 'unknown-view', detail: `${context} has no view ${name}.` });
    }

    @Get('parked')
    @ApiOperation({
      summary: 'Events that could not be handled, and those held behind them',
      operationId: `${context}Parked`,
    })
    @ApiOkResponse(listOf(Parked))
    async parked(): Promise<{ readonly items: readonly (ParkedItem & { readonly consumer: string })[] }> {
      const found = await Promise.all(
        this.all
          .of(context)
          .map(async (consumer) =>
            (await consumer.parked()).map((item) => ({ consumer: consumer.name, ...item })),
          ),
      );
      return { items: found.flat() };
    }

    @Post('parked/:streamId/retry')
    @HttpCode(200)
    @ApiOperation({
      summary: 'Handle the parked events of a stream in order, until one fails again',
      operationId: `retry${context}Parked`,
    })
    @ApiOkResponse(listOf(Outcome))
    retry(@Param() { streamId }: StreamParam) {
      return this.onParked(streamId, (consumer) => consumer.retry(streamId));
    }

    @Post('parked/:streamId/discard')
    @HttpCode(200)
    @ApiOperation({
      summary: 'Give up the poison event of a stream for good and handle those held behind it',
      operationId: `discard${context}Parked`,
    })
    @ApiOkResponse(listOf(Outcome))
    discard(@Param() { streamId }: StreamParam) {
      return this.onParked(streamId, (consumer) => consumer.discard(streamId));
    }

    async onParked(streamId: string, act: (consumer: Consumer) => Promise<Settled>) {
      const items: (Settled & { readonly consumer: string })[] = [];
      for (const consumer of this.all.of(context)) {
        const parked = await consumer.parked();
        if (!parked.some((event) => event.streamId === streamId && event.state !== 'discarded')) continue;
        items.push({ consumer: consumer.name, ...(await act(consumer)) });
      }
      if (items.length > 0) return { items };
      throw new Problem({ status: 404, code: 'nothing-parked', detail: `Nothing of ${streamId} is parked.` });
    }
  }
  return ConsumersController;
}
