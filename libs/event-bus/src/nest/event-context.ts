import type { RecordedEvent } from '@linli/contracts';
import { BaseRpcContext } from '@nestjs/microservices';
import type { EventBatch } from '../event-bus.ts';
import type { ReactionContext } from '../reactor.ts';

/** The batch an event came in, without its events. */
export type BatchInfo = Pick<EventBatch, 'context' | 'source' | 'after' | 'position' | 'head'>;

/** What an event handler gets as `@Ctx()`, beside the event's data as `@Payload()`. */
export class EventContext extends BaseRpcContext<
  [event: RecordedEvent, reaction: ReactionContext, batch: BatchInfo | undefined]
> {
  /** The whole event, in the latest version of its type. */
  get event(): RecordedEvent {
    return this.args[0];
  }

  /** Id for the command that answers the event: the same at every delivery, so that the command is handled once. */
  get commandId(): string {
    return this.args[1].commandId;
  }

  /** For a further command to the same stream about the same event. */
  commandIdFor(step: string): string {
    return this.args[1].commandIdFor(step);
  }

  /** Where the event came from; undefined when an operator has it handled again after it was parked. */
  get batch(): BatchInfo | undefined {
    return this.args[2];
  }
}
