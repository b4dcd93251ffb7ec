import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accept, createCommandHandler, type Decider, SqliteEventStore } from '@linli/event-sourcing';
import type { EventOf, residentEvents } from '@linli/contracts';
import { decryptField, SqliteVaultEngine, sealEvent, Vault } from '@linli/privacy';
import { median, type Figure } from './figure.ts';

type Registered = EventOf<(typeof residentEvents)['ResidentRegistered']>;

const rounds = 5;
const commands = 10_240;
const callers = 64;
/** People whose keys are at hand, as those of a grid worker's day are. */
const people = 512;

const register: Decider<Registered, Registered, number> = {
  initialState: 0,
  decide: (event) => accept(event),
  evolve: (count) => count + 1,
};

/** Commands with two personal fields, sealed and plain turn and turn about, and the opening of a list of 200 people. */
export async function privacy(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'linli-bench-'));
  const engine = await SqliteVaultEngine.open({ file: join(folder, 'vault.db') });
  const vault = await Vault.open({ engine, log: { async *after() {} }, now: Date.now });
  const subjects = Array.from({ length: people }, () => randomUUID());
  try {
    const plain: number[] = [];
    const sealed: number[] = [];
    for (let round = 0; round < rounds; round++) {
      plain.push(await registered(join(folder, `plain-${round}.db`), subjects));
      sealed.push(await registered(join(folder, `sealed-${round}.db`), subjects, vault));
    }
    const store = await SqliteEventStore.open({ file: join(folder, `sealed-${rounds - 1}.db`) });
    const { events } = await store.readAll({ after: 0, limit: 200 });
    await store.close();
    const times: number[] = [];
    for (let round = 0; round < 50; round++) {
      const started = performance.now();
      await Promise.all(
        events.map(({ streamId, type, data }) =>
          decryptField(vault, (data as Registered['data']).name, { stream: streamId, type, field: 'name' }),
        ),
      );
      times.push(performance.now() - started);
    }
    const baseline = { name: 'the same in plain text', value: median(plain) };
    return [
      {
        name: `commands with two personal fields, ${callers} callers, keys at hand`,
        value: median(sealed),
        unit: 'commands/s',
        baseline,
        ratio: median(sealed.map((value, round) => value / (plain[round] as number))),
        target: '≥ 0.7 ×',
      },
      {
        name: 'a list of 200 people opened, keys at hand',
        value: median(times),
        unit: 'ms',
        target: '≤ 30 ms',
      },
    ];
  } finally {
    await vault.close();
    await rm(folder, { recursive: true });
  }
}

/** Registers people in a log of its own; commands a second. */
async function registered(file: string, subjects: readonly string[], vault?: Vault): Promise<number> {
  const store = await SqliteEventStore.open({ file });
  const handle = createCommandHandler({
    store,
    decider: register,
    ...(vault && { seal: (stream, event) => sealEvent(vault, stream, event) }),
  });
  const turn = (number: number) => {
    const resident = subjects[number % people] as string;
    return handle(
      `resident-${number}`,
      {
        type: 'ResidentRegistered',
        data: { resident, areaPath: '42/01/05/011/010/', name: '赵钱孙', phone: '13800138000' },
      },
      { commandId: randomUUID(), correlationId: randomUUID(), actor: 'bench', tenant: 'wuhan' },
    );
  };
  // Keys are made the first time that somebody is registered.
  for (let number = 0; number < people; number++) await turn(number);
  let next = people;
  const started = performance.now();
  const caller = async () => {
    while (next < commands + people) await turn(next++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const rate = (commands * 1_000) / (performance.now() - started);
  await store.close();
  return rate;
}
