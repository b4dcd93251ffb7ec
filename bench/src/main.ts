import { availableParallelism } from 'node:os';
import { areas } from './areas.ts';
import { batchAppends, commandsHandled, durableAppends } from './event-store.ts';
import { print, type Figure } from './figure.ts';
import { reportsOverHttp } from './http/reports.ts';
import { peerEmmett } from './peer-emmett.ts';
import { benchReadModels } from './read-models.ts';
import { fanOut, latency } from './sse.ts';
import { startOnBigLog } from './start.ts';

const postgres = process.env['PEER_POSTGRES_URL'];

/** Appends and commands, beside the store people would otherwise take where a PostgreSQL for it is named. */
async function eventStore(): Promise<Figure[]> {
  const appends = await durableAppends();
  const commands = await commandsHandled();
  const ours = [appends, await batchAppends(), commands];
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

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  'event-store': eventStore,
  http: reportsOverHttp,
  'read-models': benchReadModels,
  sse: async () => [await latency(), await fanOut()].flat(),
  start: startOnBigLog,
  areas,
};

const chosen = process.argv.slice(2).filter((name) => name !== '--');
const unknown = chosen.filter((name) => !(name in benches));
if (chosen.includes('--help') || unknown.length > 0) {
  console.log(
    `npm run bench [-- ${Object.keys(benches).join(' | ')} …]: prints the figures; all of them when none is named.`,
  );
  process.exit(chosen.includes('--help') ? 0 : 1);
}
console.log(`Node ${process.version}, ${availableParallelism()} cores; medians of several runs.`);
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n${name}`);
  print(await bench());
}
process.exit(0);
