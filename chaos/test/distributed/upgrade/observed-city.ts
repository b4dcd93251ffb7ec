import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Stack, startStack } from '@linli/deploy';
import { openRecorder, Random, type Recorder } from '@linli/testing/history';
import type { City, KafkaAccess } from '../../../src/city.ts';
import { findPoints } from '../../../src/clients/grid-points.ts';
import type { Point } from '../../../src/clients/incident-life.ts';
import { HttpDoor } from '../../../src/http-door.ts';
import { documentsOf } from '../../../src/running-city.ts';
import { headOf, LogReader } from '../../../src/observers/log-reader.ts';
import { consumerOf, OperationsWatch } from '../../../src/observers/operations-watch.ts';
import { StoreReader } from '../../../src/observers/store-reader.ts';
import { Screen } from '../../../src/observers/screen.ts';
import { TopicReader } from '../../../src/observers/topic-reader.ts';
import { createTokens, type Tokens } from '../../../src/tokens.ts';
import { writeEarlierYears } from './earlier-years.ts';
import { openFrontDoor, type FrontDoor } from './front-door.ts';

/** The board's generations: what the old program feeds, and what the new one builds beside it. */
export const oldBoard = consumerOf('incident-board', 1);
export const newBoard = consumerOf('incident-board', 2);

/** A running city, and everybody who looks at it and takes notes. */
export interface ObservedCity {
  readonly stack: Stack;
  readonly city: City;
  /** Where readers reach the operations centre, whoever serves it. */
  readonly frontDoor: FrontDoor;
  readonly tokens: Tokens;
  readonly door: HttpDoor;
  readonly points: readonly Point[];
  readonly topics: TopicReader;
  readonly log: LogReader;
  readonly watch: OperationsWatch;
  readonly store: StoreReader;
  readonly screens: readonly Screen[];
  readonly random: Random;
  readonly recorder: (name: string) => Recorder;
  /** Ends the observers, then the stack. */
  close(): Promise<void>;
}

const anyPorts = {
  ...{ OPERATIONS_PORT: '0', RESIDENTS_PORT: '0', PARTY_PORT: '0' },
  ...{ SANITATION_PORT: '0', FINANCE_PORT: '0', INCIDENTS_PORT: '0' },
};

/** As in every chaos run: nobody is rate-limited, and few partitions, each of which is a transaction at a time. */
const env = { HTTP_REQUESTS_PER_MINUTE: '0', KAFKA_PARTITIONS: '4' };

/** Longer than any answer here stays the same on a busy machine: who waits for so long waits in vain. */
const patienceMs = 150_000;

/** Asks until the answer satisfies. Rejects, with what was awaited, when nothing has moved in the answer for too long. */
export async function eventually<Answer, Wanted extends Answer = Answer>(
  what: string,
  ask: () => Promise<Answer> | Answer,
  holds: ((answer: Answer) => answer is Wanted) | ((answer: Answer) => boolean),
): Promise<Wanted> {
  let moved = performance.now();
  let before: string | undefined;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer as Wanted;
    const told = JSON.stringify(answer);
    if (told !== before) {
      moved = performance.now();
      before = told;
    } else if (performance.now() - moved > patienceMs) {
      throw new Error(`waited in vain until ${what}: ${told?.slice(0, 2_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function observeCity(folder: string, notes: string): Promise<ObservedCity> {
  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    await writeEarlierYears(logFileOf(folder));
    const names = ['access', 'residents', 'party', 'sanitation', 'finance', 'incidents', 'operations'];
    const stack = await startStack({
      folder,
      env: anyPorts,
      overrides: Object.fromEntries(names.map((name) => [name, { env }])),
    });
    closing.push(() => stack.down());
    const frontDoor = await openFrontDoor(stack.service('operations').url);
    closing.push(() => frontDoor.close());
    return await look({ stack, frontDoor, folder, notes, closing, close });
  } catch (error) {
    await close();
    throw error;
  }
}

function logFileOf(folder: string): string {
  return join(folder, 'data/incidents/log.db');
}

interface Started {
  readonly stack: Stack;
  readonly frontDoor: FrontDoor;
  readonly folder: string;
  readonly notes: string;
  readonly closing: (() => Promise<void> | void)[];
  close(): Promise<void>;
}

async function look({ stack, frontDoor, folder, notes, closing, close }: Started): Promise<ObservedCity> {
  mkdirSync(notes, { recursive: true });
  const recorders = new Map<string, Recorder>();
  const recorder = (name: string): Recorder => {
    const opened = recorders.get(name) ?? openRecorder(notes, name);
    recorders.set(name, opened);
    return opened;
  };
  closing.push(() => {
    for (const open of recorders.values()) open.close();
  });
  const kafka: KafkaAccess = {
    brokers: stack.kafka.brokers,
    username: 'admin',
    password: readFileSync(join(folder, 'secrets/kafka_admin_password'), 'utf8').trim(),
  };
  const file = logFileOf(folder);
  const city: City = {
    incidents: stack.service('incidents').url,
    operations: frontDoor.url,
    issuerKeyFile: join(folder, 'secrets/local_issuer_key'),
    logFiles: { incidents: file },
    kafka,
  };
  const tokens = await createTokens(city.issuerKeyFile);
  const door = new HttpDoor(tokens, 10_000);
  closing.push(() => door.close());
  const points = await eventually(
    'the operations centre has the grids of the city',
    () => findPoints(city.operations, door),
    (found) => found.length > 0,
  );
  recorder('clients').note('clients', { kind: 'commands', context: 'incidents', after: await headOf(file) });

  const random = new Random(20_261_125);
  const log = new LogReader({
    name: 'reader',
    context: 'incidents',
    file,
    recorder: recorder('reader'),
    random,
  });
  log.start();
  closing.push(() => log.close());
  const contexts = ['incidents'];
  const topics = new TopicReader({ kafka, contexts, recorder: recorder('topics'), group: 'chaos.observer' });
  await topics.start();
  closing.push(() => topics.close());
  const screens = ['screen-1', 'screen-2'].map(
    (name) =>
      new Screen({
        name,
        origin: city.operations,
        tokens,
        recorder: recorder(name),
        random,
        fedBy: newBoard,
      }),
  );
  for (const screen of screens) closing.push(() => screen.close());
  await Promise.all(screens.map((screen) => screen.open()));
  const store = new StoreReader(documentsOf(stack, folder), recorder('store'));
  closing.push(() => store.close());
  const watch = new OperationsWatch({ origin: city.operations, door, recorder: recorder('operator') });
  return {
    ...{ stack, city, frontDoor, tokens, door, points },
    ...{ topics, log, watch, store, screens, random, recorder, close },
  };
}
