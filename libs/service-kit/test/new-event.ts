import type { NewEvent } from '@linli/contracts';

/** An event as a command handler would draw it up. */
export function newEvent(type: string, traceparent?: string): NewEvent {
  return {
    id: crypto.randomUUID(),
    type,
    version: 1,
    data: {},
    metadata: {
      commandId: crypto.randomUUID(),
      correlationId: 'c',
      actor: 'a',
      tenant: 't',
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  };
}
