import { randomUUID } from 'node:crypto';
import type { NewEvent } from '@linli/contracts';
import type { StackService } from '@linli/deploy';
import { SqliteEventStore } from '@linli/event-sourcing';
import type { Recorder } from '@linli/testing/history';
import { tenant } from '../city.ts';
import type { ParkedItem } from '../observers/operations-watch.ts';
import type { PlayedFault } from './play.ts';
import { successorOf } from './service-life.ts';

export interface PoisonOptions {
  readonly incidents: StackService;
  readonly logFile: string;
  readonly recorder: Recorder;
  /** Consumers that cannot apply it. */
  readonly consumers: readonly string[];
}

const by = 'saboteur';
const context = 'incidents';

/**
 * Puts an event into the log that no door would have let in: a classification without a class. The log's owner takes no
 * harm from it, the relay publishes it, the board cannot fold it. Its owner is down for a moment, since a log has one
 * writer. Answers the incident's stream.
 */
export async function poisonLog({ incidents, logFile, recorder, consumers }: PoisonOptions): Promise<string> {
  const { pid } = incidents;
  await incidents.stop();
  const stream = `incident-${randomUUID()}`;
  const log = await SqliteEventStore.open({ file: logFile });
  try {
    const first = await append(log, recorder, stream, -1, [
      [
        'IncidentReported',
        {
          channel: 'grid_worker',
          occurredAt: new Date().toISOString(),
          severity: 'normal',
          category: { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' },
        },
      ],
    ]);
    const position = await append(log, recorder, stream, 0, [['IncidentClassified', {}]]);
    await append(log, recorder, stream, 1, [
      ['IncidentParked', { reason: 'waiting_for_reporter' }],
      ['IncidentResumed', {}],
    ]);
    if (position <= first) throw new Error('the log did not take the poison event');
    recorder.note(by, { kind: 'poison', context, position, consumers });
  } finally {
    await log.close();
  }
  // It may take long to be healthy, with all that is going on: that it answers is enough here.
  incidents.start().catch(() => undefined);
  await successorOf(incidents, pid);
  return stream;
}

/** What came of the poison event, from what was seen parked of its stream. */
export function parkedPoison(parked: readonly ParkedItem[]): PlayedFault {
  const poison = parked.find(({ state }) => state !== 'held');
  const held = parked.filter(({ state }) => state === 'held').length;
  return {
    fault: '0',
    name: 'a poison event in the log of incidents',
    kind: 'poison event',
    harmed: poison !== undefined,
    seen:
      poison === undefined
        ? 'the board was never seen to park it'
        : `parked at ${poison.source}:${poison.position} with ${held} events held behind it: ${poison.reason}`,
  };
}

/** Appends as a client would have, and notes it as one would. Answers the position of the last event. */
async function append(
  log: SqliteEventStore,
  recorder: Recorder,
  stream: string,
  revision: number,
  facts: readonly (readonly [type: string, data: unknown])[],
): Promise<number> {
  const command = randomUUID();
  const appends = facts.map(([type]) => type);
  recorder.note(by, { kind: 'sent', command, attempt: 1, context, stream, appends });
  const metadata = { commandId: command, correlationId: command, actor: by, tenant };
  const events = facts.map(([type, data]): NewEvent => ({
    id: randomUUID(),
    type,
    version: 1,
    data,
    metadata,
  }));
  const result = await log.append(stream, events, revision < 0 ? 'no-stream' : revision);
  recorder.note(by, {
    kind: 'answered',
    command,
    attempt: 1,
    outcome: 'acknowledged',
    result: 'recorded',
    stream,
    revision: result.revision,
    source: context,
    position: result.position,
  });
  return result.position;
}
