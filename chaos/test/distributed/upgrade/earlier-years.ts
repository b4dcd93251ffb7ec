import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NewEvent } from '@linli/contracts';
import { SqliteEventStore } from '@linli/event-sourcing';
import { tenant } from '../../../src/city.ts';

const incidents = 20;
const eventsEach = 100;

/**
 * Gives the city a past, so that a board is not built in a moment: incidents that many units were called to. They are in
 * no grid and have no clock, and nobody answers them.
 */
export async function writeEarlierYears(logFile: string): Promise<void> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = await SqliteEventStore.open({ file: logFile });
  try {
    for (let n = 0; n < incidents; n += 1) {
      const commandId = randomUUID();
      const metadata = { commandId, correlationId: commandId, actor: 'earlier-years', tenant };
      const event = (type: string, data: unknown): NewEvent => {
        return { id: randomUUID(), type, version: 1, data, metadata };
      };
      const occurredAt = new Date().toISOString();
      const report = event('IncidentReported', { channel: 'hotline', occurredAt, severity: 'normal' });
      const calls = Array.from({ length: eventsEach - 1 }, (_, unit) =>
        event('SupportUnitAssigned', { unit: `sanitation:${420_105 + unit}` }),
      );
      await log.append(`incident-${randomUUID()}`, [report, ...calls], 'no-stream');
    }
  } finally {
    await log.close();
  }
}
