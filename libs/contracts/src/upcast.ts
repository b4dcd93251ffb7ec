import { eventUpcasters } from './event-upcasters.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { eventDefinitions } from './registry.ts';
import { createUpcasters } from './upcasters.ts';

/** Made when the library is loaded: a program whose upcasters do not fit its events does not start. */
const published = createUpcasters(eventDefinitions, eventUpcasters);

/** An event of the published language in its latest version; see `Upcasters.upcast`. */
export function upcast(event: RecordedEvent): RecordedEvent {
  return published.upcast(event);
}
