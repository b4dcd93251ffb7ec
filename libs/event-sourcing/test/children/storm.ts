import { SqliteEventStore } from '../../src/sqlite/sqlite-event-store.ts';
import { notes } from '../log-samples.ts';

/**
 * A process that appends as fast as it can until it is killed: `node storm.ts <file> <name>`. Tells its parent each
 * append that has been acknowledged to it, and nothing else.
 */
const [file = '', name = ''] = process.argv.slice(2);
const store = await SqliteEventStore.open({ file });

async function caller(number: number): Promise<never> {
  for (let round = 0; ; round++) {
    const commandId = `${name}-${number}-${round}`;
    const size = 1 + ((number + round) % 5);
    const { position } = await store.append(
      `stream-${(number * 7 + round) % 23}`,
      notes(size, commandId, commandId),
      'any',
    );
    process.send?.({ commandId, position, size });
  }
}

await Promise.all(Array.from({ length: 16 }, (_, number) => caller(number)));
