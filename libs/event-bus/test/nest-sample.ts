import { Controller, Module, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { type Observable, of } from 'rxjs';
import { type EventContext, EventFailureFilter } from '../src/nest/index.ts';

/** What a handler does with an event; a test may have it fail. */
export interface Handled {
  readonly handler: string;
  readonly position: number;
  readonly data: unknown;
  readonly commandId: string;
  readonly source: string | undefined;
}

export class Desk {
  readonly handled: Handled[] = [];
  failure: (handled: Handled) => Error | undefined = () => undefined;

  note(handler: string, data: unknown, { event, commandId, batch }: EventContext): void {
    const handled = { handler, position: event.position, data, commandId, source: batch?.source };
    const failure = this.failure(handled);
    if (failure) throw failure;
    this.handled.push(handled);
  }

  by(handler: string): number[] {
    return this.handled.filter((one) => one.handler === handler).map(({ position }) => position);
  }
}

export function deskModule(desk: Desk) {
  @Controller()
  @UseFilters(EventFailureFilter)
  class Dispatch {
    @EventPattern<string>('IncidentReported')
    async onReported(@Payload() data: unknown, @Ctx() context: EventContext): Promise<void> {
      await Promise.resolve();
      desk.note('dispatch', data, context);
    }

    @EventPattern<string>('IncidentClosed')
    onClosed(@Payload() data: unknown, @Ctx() context: EventContext): Observable<string> {
      desk.note('closing', data, context);
      return of('noted');
    }

    @MessagePattern('ask')
    answer(): string {
      return 'nothing that an event bus carries';
    }
  }

  @Controller()
  @UseFilters(EventFailureFilter)
  class Statistics {
    @EventPattern<string>('IncidentReported')
    onReported(@Payload() data: unknown, @Ctx() context: EventContext): void {
      desk.note('statistics', data, context);
    }
  }

  @Module({ controllers: [Dispatch, Statistics] })
  class DeskModule {}
  return DeskModule;
}
