import type { ContextName, NewEvent, RecordedEvent } from '@linli/contracts';
import { createEmbeddedBus, type EventBus } from '@linli/event-bus';
import { InMemoryEventStore } from '@linli/event-sourcing';
import type { ConformingDocumentStore } from '../src/conformance/index.ts';
import type { DocumentStore } from '../src/document-store.ts';
import type { ProjectionRunner } from '../src/runner/types.ts';
import type { Said } from './sample-board.ts';
import { sqliteEngine } from './sqlite-harness.ts';

let commands = 0;

export function fact(data: Said): NewEvent {
  commands += 1;
  return {
    id: `event-${commands}`,
    type: data.closes ? 'Closed' : 'Said',
    version: 1,
    data,
    metadata: { commandId: `c-${commands}`, correlationId: 'c', actor: 'a', tenant: 't' },
  };
}

/** Logs, a bus over them and a document store in a place of its own: what a projection runs on. */
export interface LivingCity {
  readonly logs: Readonly<Record<'incidents' | 'residents', InMemoryEventStore>>;
  readonly bus: EventBus;
  readonly documents: DocumentStore;
  say(stream: string, data: Said, context?: 'incidents' | 'residents'): Promise<number>;
  events(context?: 'incidents' | 'residents'): Promise<readonly RecordedEvent[]>;
  /** Everything that was opened, closed; to be called last. */
  close(): Promise<void>;
}

interface LivingCityOptions {
  /** Where documents are kept. Default: SQLite. */
  readonly engine?: ConformingDocumentStore;
  readonly upcast?: (event: RecordedEvent) => RecordedEvent;
}

export async function livingCity({
  engine = sqliteEngine(),
  upcast,
}: LivingCityOptions = {}): Promise<LivingCity> {
  const harness = await engine.makeHarness();
  const logs = { incidents: new InMemoryEventStore(), residents: new InMemoryEventStore() };
  const bus = createEmbeddedBus({ logs, backOff: { firstMs: 1, maxMs: 20 }, ...(upcast && { upcast }) });
  const documents = await harness.open();
  return {
    logs,
    bus,
    documents,
    async say(stream, data, context = 'incidents') {
      return (await logs[context].append(stream, [fact(data)], 'any')).position;
    },
    events: async (context = 'incidents') =>
      (await logs[context].readAll({ after: 0, limit: 1_000_000 })).events,
    async close() {
      await bus.close();
      await harness.dispose();
      await Promise.all(Object.values(logs).map((log) => log.close()));
    },
  };
}

/** Resolves when the condition holds; the test's own timeout is the bound. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}

export async function absorbed(runner: ProjectionRunner, city: LivingCity): Promise<void> {
  for (const context of Object.keys(city.logs) as ContextName[]) {
    const log = city.logs[context as 'incidents' | 'residents'];
    const head = await log.head();
    if (!runner.state().sources.some(({ source }) => source === context)) continue;
    if (!(await runner.waitFor(context, head, 30_000))) throw new Error(JSON.stringify(runner.state()));
  }
}
