import { CommandHandler } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';

interface Opened {
  readonly type: 'Opened';
  readonly data: { readonly reference: string; readonly lon: number; readonly lat: number };
}

const opened = (index: number): Opened => ({
  type: 'Opened',
  data: { reference: `reference-${index}`, lon: 114.2, lat: 30.5 },
});

/** Runs `work` from so many callers at once for so many turns; turns a second. */
async function rate(
  callers: number,
  turns: number,
  work: (turn: number) => Promise<unknown>,
): Promise<number> {
  let turn = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (turn < turns) {
        turn += 1;
        await work(turn);
      }
    }),
  );
  return (turns * 1_000) / (performance.now() - started);
}

/**
 * The TypeScript event store people would otherwise take, on a PostgreSQL of its own: `PEER_POSTGRES_URL`. Answers
 * single-event appends and handled commands a second, 64 callers each.
 */
async function measure(url: string): Promise<{ appends: number; commands: number }> {
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  const run = Date.now();
  const appends: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    appends.push(
      await rate(64, 5_000, (turn) => store.appendToStream(`append-${run}-${round}-${turn}`, [opened(turn)])),
    );
  }
  const handle = CommandHandler<{ count: number }, Opened>({
    evolve: (state) => ({ count: state.count + 1 }),
    initialState: () => ({ count: 0 }),
  });
  const streams = 200;
  for (let index = 0; index < streams; index += 1) {
    await store.appendToStream(
      `command-${run}-${index}`,
      Array.from({ length: 10 }, (_, each) => opened(each)),
    );
  }
  const commands: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    commands.push(
      await rate(64, 2_000, (turn) =>
        handle(store, `command-${run}-${turn % streams}`, (state) => opened(state.count)),
      ),
    );
  }
  await store.close();
  return { appends: middle(appends), commands: middle(commands) };
}

const middle = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

console.log(JSON.stringify(await measure(process.env['PEER_POSTGRES_URL'] ?? '')));
