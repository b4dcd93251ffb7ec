import { hash } from 'node:crypto';

/** Names the ids below; made once at random and never to change, or a redelivered event would issue its command again. */
const namespace = '5f7f3a0e6f0b4c8b9c1e2d9a7b64c3d1';

/**
 * Id of the command by which a reactor answers an event: the same each time the event is delivered, so that the command
 * is handled once (UUID version 5, RFC 9562). `step` tells apart several commands to one stream about one event.
 */
export function derivedCommandId(reactor: string, eventId: string, step = ''): string {
  const name = Buffer.from(`${reactor}\n${eventId}\n${step}`);
  const digest = Buffer.from(
    hash('sha1', Buffer.concat([Buffer.from(namespace, 'hex'), name]), 'hex'),
    'hex',
  );
  digest[6] = ((digest[6] as number) & 0x0f) | 0x50;
  digest[8] = ((digest[8] as number) & 0x3f) | 0x80;
  const text = digest.toString('hex', 0, 16);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  );
}
