import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { areas } from './areas.ts';
import {
  batchAppends,
  commandsHandled,
  commandsInARow,
  durableAppends,
  followersFed,
} from './event-store.ts';
import { print, type Figure } from './figure.ts';
import { reportsOverHttp } from './http/reports.ts';
import { benchKafka, type KafkaRow, kafkaRows } from './kafka.ts';
import { peerEmmett } from './peer-emmett.ts';
import { privacy } from './privacy.ts';
import { benchReadModels } from './read-models.ts';
import { fanOut, latency } from './sse.ts';
import { startOnBigLog } from './start.ts';

const postgres = process.env['PEER_POSTGRES_URL'];

/** Appends and commands, beside the store people would otherwise take where a PostgreSQL for it is named. */
async function eventStore(): Promise<Figure[]> {
  const appends = await durableAppends();
  const commands = await commandsHandled();
  const ours = [appends, await batchAppends(), commands, await commandsInARow(), await followersFed()];
  if (!postgres) {
    console.log(
      'NOT RUN: emmett on PostgreSQL beside it (PEER_POSTGRES_URL=postgresql://… npm run bench -- event-store)',
    );
    return ours;
  }
  const peer = await peerEmmett(postgres);
  const beside = (figure: Figure, value: number, target: string): Figure => ({
    name: figure.name,
    value: figure.value,
    unit: figure.unit,
    baseline: { name: 'emmett 0.42 on PostgreSQL', value },
    ratio: figure.value / value,
    target,
  });
  return [...ours, beside(appends, peer.appends, '≥ 5 ×'), beside(commands, peer.commands, 'more')];
}

async function* once(measure: () => Promise<readonly Figure[]>): AsyncGenerator<readonly Figure[]> {
  yield await measure();
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' }, million: { type: 'boolean' } },
});
const rebuild = options.million ? 1_000_000 : 200_000;

const benches: Readonly<Record<string, () => AsyncIterable<readonly Figure[]>>> = {
  'event-store': () => once(eventStore),
  http: () => once(reportsOverHttp),
  'read-models': () => once(benchReadModels),
  sse: () => once(async () => [await latency(), await fanOut()].flat()),
  start: () => once(startOnBigLog),
  areas: () => once(areas),
  privacy: () => once(privacy),
  kafka: () => benchKafka(kafkaRowsOf(positionals), { rebuild }),
};

/** `kafka` stands for all of its rows, `kafka:relay` for one of them. */
function kafkaRowsOf(names: readonly string[]): readonly KafkaRow[] {
  const named = kafkaRows.filter((row) => names.includes(`kafka:${row}`));
  return named.length === 0 || names.includes('kafka') ? kafkaRows : named;
}

const benchOf = (name: string): string => (name.startsWith('kafka:') ? 'kafka' : name);
const selectable = [...Object.keys(benches), ...kafkaRows.map((row) => `kafka:${row}`)];
const unknown = positionals.filter((name) => !selectable.includes(name));
if (options.help || unknown.length > 0) {
  console.log(
    `npm run bench [-- ${selectable.join(' | ')} …]: prints the figures; all of them when none is named.\n` +
      `-- kafka --million: the rebuild from Kafka reads a million events, instead of 200,000.`,
  );
  process.exit(options.help ? 0 : 1);
}
console.log(`Node ${process.version}, ${availableParallelism()} cores; medians of several runs.`);
const chosen = new Set(positionals.map(benchOf));
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.size > 0 && !chosen.has(name)) continue;
  console.log(`\n${name}`);
  for await (const figures of bench()) print(figures);
}
process.exit();
