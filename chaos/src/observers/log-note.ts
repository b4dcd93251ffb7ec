import type { RecordedEvent } from '@linli/contracts';
import type { NoteBody } from '@linli/testing/history';

/** What a log tells of an event, and what the reference folds need of it. */
export function logNote(source: string, event: RecordedEvent, run?: number): NoteBody {
  const { position, streamId, revision, id, type, metadata } = event;
  const facts = factsOf(event);
  return {
    kind: 'event',
    ...(run === undefined ? {} : { run }),
    source,
    position,
    stream: streamId,
    revision,
    id,
    type,
    command: metadata.commandId,
    ...(metadata.causationId === undefined ? {} : { cause: metadata.causationId }),
    ...(facts === undefined ? {} : { facts }),
  };
}

/** Area and outcome: never what a person has written. */
function factsOf({ type, data, metadata }: RecordedEvent): Readonly<Record<string, unknown>> | undefined {
  if (type === 'IncidentLocated') {
    const { areaPath, previousAreaPath } = data as {
      readonly areaPath: string;
      readonly previousAreaPath?: string;
    };
    return { area: areaPath, ...(previousAreaPath === undefined ? {} : { previous: previousAreaPath }) };
  }
  if (type !== 'IncidentClosed') return undefined;
  return { area: metadata.areaPath, outcome: (data as { readonly outcome: string }).outcome };
}
