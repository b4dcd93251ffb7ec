import { SqliteEventStore } from '../../src/sqlite/sqlite-event-store.ts';
import { notes } from '../log-samples.ts';

/**
 * A process that appends what its parent asks for: `node appender.ts <file>`, then messages `{ stream, commandId, size,
 * text }`; answers with the result, or with the error's name and reason. `'state'` is answered with the log's state,
 * `null` closes the log.
 */
const [file = ''] = process.argv.slice(2);

interface Wanted {
  readonly stream: string;
  readonly commandId: string;
  readonly size: number;
  readonly text: string;
}

const store = await SqliteEventStore.open({ file });
process.send?.('open');
process.on('message', async (wanted: Wanted | 'state' | null) => {
  if (wanted === 'state') {
    process.send?.(store.state());
    return;
  }
  if (!wanted) {
    await store.close();
    process.disconnect();
    return;
  }
  try {
    const result = await store.append(
      wanted.stream,
      notes(wanted.size, wanted.text, wanted.commandId),
      'any',
    );
    process.send?.(result);
  } catch (error) {
    const { name, reason, message } = error as Error & { reason?: string };
    process.send?.({ error: name, reason, message });
  }
});
