import { type EventMap, personalFieldsOf, type RecordedEvent } from '@linli/contracts';
import type { FieldPlace } from '@linli/privacy';

/** A ciphertext with whose it is and where it stands, which it takes to open it. */
export interface PlacedText {
  readonly subjects: readonly string[];
  readonly text: string;
  readonly place: FieldPlace;
}

/**
 * The event as views fold it: a personal field says besides whose it is and where it was written, so that whichever
 * document it comes to lie in can be opened.
 */
export function placed<Event extends RecordedEvent>(events: EventMap, event: Event): Event {
  const definition = events[event.type];
  const fields = definition === undefined ? [] : personalFieldsOf(definition);
  if (fields.length === 0) return event;
  const data = event.data as Readonly<Record<string, unknown>>;
  const written = fields.flatMap(({ field, of }) => {
    const text = data[field];
    if (typeof text !== 'string') return [];
    const subjects = [of].flat().map((name) => String(data[name]));
    return [[field, [text, event.streamId, event.type, field, ...subjects].join(' ')] as const];
  });
  return { ...event, data: { ...data, ...Object.fromEntries(written) } };
}

/** What `placed` put together; undefined for anything else. */
export function placedText(value: unknown): PlacedText | undefined {
  if (typeof value !== 'string') return undefined;
  const [text, stream, type, field, ...subjects] = value.split(' ');
  if (text === undefined || stream === undefined || type === undefined || field === undefined)
    return undefined;
  return { text, place: { stream, type, field }, subjects };
}
