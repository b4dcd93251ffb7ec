import { v5 as uuidv5 } from 'uuid';

/** Names the ids below; made once at random and never to change, or a redelivered event would issue its command again. */
const namespace = '5f7f3a0e-6f0b-4c8b-9c1e-2d9a7b64c3d1';

/**
 * Id of the command by which a reactor answers an event: the same each time the event is delivered, so that the command
 * is handled once (UUID version 5, RFC 9562). `step` tells apart several commands to one stream about one event.
 */
export function derivedCommandId(reactor: string, eventId: string, step = ''): string {
  return uuidv5(`${reactor}\n${eventId}\n${step}`, namespace);
}
