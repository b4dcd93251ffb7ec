import { type ContextName, definitionOf, type EventDefinition, type RecordedEvent } from '@linli/contracts';
import { createReactor, type EventBus, type Reactor, type ReactorStore } from '@linli/event-bus';
import type { CommandResult, EventStore } from '@linli/event-sourcing';
import { v7 as uuidv7 } from 'uuid';
import type { Desk } from './desk.ts';
import type { Reaction } from './reaction.ts';
import type { Look } from './serve.ts';

export interface RunReactionOptions {
  readonly context: ContextName;
  readonly tenant: string;
  readonly bus: EventBus;
  readonly checkpoints: ReactorStore;
  readonly store: EventStore;
  readonly desk: Desk;
  /** What the context records where a reaction was told no. */
  readonly declined: EventDefinition;
  readonly look: (after: string) => Look;
}

/**
 * Runs a reaction. An event that was told no, or that there was nothing to do, is recorded as such in the context's own
 * log, so that it is not answered anew when the checkpoints are gone: what holds today need not have held then.
 */
export async function runReaction(reaction: Reaction, options: RunReactionOptions): Promise<Reactor> {
  const { context, tenant, bus, checkpoints, store, desk, declined, look } = options;
  const { name, on, ask, startAt, concurrency } = reaction;
  const actor = `policy:${name}`;
  const answeredBefore = await store.head();
  const own = new Set(on.filter((definition) => definition.context === context).map(({ type }) => type));

  /** Nothing that came to this log behind its head at the start has been answered by an earlier run. */
  const mayHaveBeenDeclined = (event: RecordedEvent) =>
    !own.has(event.type) || event.position <= answeredBefore;

  async function decline(event: RecordedEvent, commandId: string, asked: string, result: CommandResult) {
    const refusal = result.outcome === 'refused' ? { rule: result.rule, code: result.code } : {};
    const outcome = result.outcome === 'refused' ? 'refused' : 'unchanged';
    const { correlationId } = event.metadata;
    const metadata = { commandId, correlationId, causationId: event.id, actor, tenant };
    const { version } = definitionOf(declined.type);
    const data = { reaction: name, asked, outcome, ...refusal };
    await store.append(
      declinedStream(name, commandId),
      [{ id: uuidv7(), type: declined.type, version, data, metadata }],
      'any',
    );
  }

  return createReactor({
    name,
    bus,
    checkpoints,
    startAt,
    contexts: [...new Set(on.map((definition) => definition.context))],
    types: on.map(({ type }) => type),
    ...(concurrency !== undefined && { concurrency }),
    async react(event, { commandId, source }) {
      if (
        mayHaveBeenDeclined(event) &&
        (await store.readStream(declinedStream(name, commandId), { limit: 1 })).length > 0
      )
        return;
      const after = `${source}:${event.position}`;
      const command = await reaction.command(event, look(after));
      if (command === undefined) return;
      const id = reaction.id(event);
      const { correlationId } = event.metadata;
      const asking = { commandId, correlationId, causationId: event.id, actor, tenant, after };
      const result = await desk.ask(ask as never, id, command as never, asking);
      if (result.outcome === 'conflict')
        throw new Error(`${ask.streamOf(id)} kept moving while ${name} asked it`);
      if (result.outcome === 'refused' || result.outcome === 'unchanged')
        await decline(event, commandId, ask.streamOf(id), result);
    },
  });
}

function declinedStream(reaction: string, commandId: string): string {
  return `reaction-${reaction}-${commandId}`;
}
