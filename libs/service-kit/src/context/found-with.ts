import type { EventMap } from '@linli/contracts';
import type { Aggregate, CommandOf } from '@linli/event-sourcing';
import type { Desk } from './desk.ts';

/**
 * Asks what a new city is founded with. The command's id is fixed, so that running it again records nothing; a refusal is
 * an error, since what is founded keeps its own rules. Answers how many events were recorded.
 */
export async function foundWith<Commands, Events extends EventMap, State, Facts>(
  desk: Desk,
  aggregate: Aggregate<Commands, Events, State, Facts>,
  id: string,
  command: CommandOf<Commands>,
  { commandId, tenant }: { readonly commandId: string; readonly tenant: string },
): Promise<number> {
  const correlationId = commandId.split('.').slice(0, 2).join('.');
  const asking = { commandId, correlationId, actor: 'policy:seed', tenant };
  const result = await desk.ask(aggregate, id, command, asking);
  if (result.outcome === 'refused') throw new Error(`${commandId}: ${result.code}: ${result.message}`);
  if (result.outcome === 'conflict') throw new Error(`${commandId}: another writes ${result.streamId}`);
  return result.outcome === 'recorded' ? result.events.length : 0;
}
