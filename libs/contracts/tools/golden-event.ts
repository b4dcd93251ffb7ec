import type { EventDefinition } from '../src/define-events.ts';
import type { RecordedEvent } from '../src/recorded-event.ts';

/** An example as it would stand in a log: every optional piece of metadata there, nothing of the clock or chance in it. */
export function goldenRecord(
  { type, version }: EventDefinition,
  data: unknown,
  index: number,
): RecordedEvent {
  const id = (last: number): string => `019a0000-0000-7000-8000-${String(last).padStart(12, '0')}`;
  return {
    position: index + 1,
    streamId: `golden-${type}`,
    revision: index,
    id: id(index + 1),
    type,
    version,
    recordedAt: Date.parse('2026-05-01T00:05:00.000Z') + index,
    data,
    metadata: {
      commandId: id(100),
      correlationId: id(100),
      causationId: id(101),
      actor: 'golden',
      tenant: 'golden',
      areaPath: '42/01/05/011/010/',
      traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
    },
  };
}
