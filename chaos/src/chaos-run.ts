import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openRecorder, Random, type Recorder } from '@linli/testing/history';
import { settledPoints } from './clients/grid-points.ts';
import { type Canaries, makeCanaries, Strangers } from './clients/strangers.ts';
import { Traffic } from './clients/traffic.ts';
import { fullDisk } from './faults/disk-fault.ts';
import { engineFaults } from './faults/engine-faults.ts';
import { type Fault, hold } from './faults/fault.ts';
import { GroupWatch } from './faults/group-watch.ts';
import { networkFaults } from './faults/network-faults.ts';
import { playFaults } from './faults/play.ts';
import { parkedPoison, poisonLog } from './faults/poisoning.ts';
import { frozenServices, killedServices } from './faults/process-faults.ts';
import { rebalanceStorm } from './faults/rebalance-storm.ts';
import { takeFinalNotes } from './final-notes.ts';
import { HttpDoor } from './http-door.ts';
import { headOf } from './observers/log-reader.ts';
import { waitForQuiet } from './quiet.ts';
import { type RunRecord, writeRecord } from './run-record.ts';
import { type RunningCity, startCity } from './running-city.ts';
import { type Forbidden, logsOf, scanLogs } from './scan-logs.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { Watchers } from './watchers.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly perSecond: number;
  /** Only faults whose name has one of these in it; every fault when it is empty. */
  readonly only: readonly string[];
  /** Takes the stack, its logs and the notes. */
  readonly folder: string;
  readonly say: (line: string) => void;
  /** Ends the run early, with what has been noted until then. */
  readonly signal: AbortSignal;
}

const patienceMs = 5_000;
/** Nothing is frozen any more, but a page of a long run's feed takes a stand-in on a busy machine many seconds. */
const finalPatienceMs = 60_000;
const strangersEveryMs = 3_000;
const screens = 4;
const calmMs = 5_000;
const quietBoundMs = 180_000;
/** Up to this long a run is hasty: short pauses, and a broker that is gone for seconds and not for a minute. */
export const briskMinutes = 5;

/** Where a run's notes lie, below its folder. */
export function notesFolder(folder: string): string {
  return join(folder, 'notes');
}

/** Runs the city under faults and takes notes; what they mean is for the checker to say. */
export async function runChaos(options: ChaosOptions): Promise<RunRecord> {
  const { folder, say, signal, seed } = options;
  const notes = notesFolder(folder);
  mkdirSync(notes, { recursive: true });
  const running = await startCity(folder, options.minutes, say, signal);
  const recorders = new Map<string, Recorder>();
  const recorder = (name: string): Recorder => {
    const opened = recorders.get(name) ?? openRecorder(notes, name);
    recorders.set(name, opened);
    return opened;
  };
  const canaries = makeCanaries(new Random(seed + 3));
  let record: Omit<RunRecord, 'logs'>;
  let tokens: Tokens;
  try {
    tokens = await createTokens(running.city.issuerKeyFile);
    record = await disturb({ ...options, running, tokens, recorder, canaries });
  } finally {
    await running.down();
    for (const open of recorders.values()) open.close();
  }
  const forbidden: Forbidden[] = [
    ...[...running.secrets].map(([what, text]) => ({ what: `the secret ${what}`, text })),
    ...tokens.issued.map((text) => ({ what: 'a token', text })),
    ...Object.entries(canaries).map(([what, text]) => ({
      what: `the ${what} of a person`,
      text: String(text),
    })),
  ];
  const files = logsOf(folder);
  const whole = { ...record, logs: { files: files.length, ...(await scanLogs(folder, files, forbidden)) } };
  writeRecord(notes, whole);
  return whole;
}

function menuOf(
  { stack, city, disk }: RunningCity,
  folder: string,
  brisk: boolean,
  full: () => number,
): readonly Fault[] {
  const groups = city.kafka && new GroupWatch(city.kafka);
  return [
    ...killedServices(stack),
    ...engineFaults(stack, brisk),
    ...networkFaults(stack),
    ...(groups
      ? [
          ...frozenServices(stack, groups),
          rebalanceStorm(stack, groups, join(folder, 'logs', 'operations-twin.log')),
        ]
      : []),
    ...('fill' in disk ? [fullDisk(disk, full)] : []),
  ];
}

interface Disturbance extends ChaosOptions {
  readonly running: RunningCity;
  readonly tokens: Tokens;
  readonly recorder: (name: string) => Recorder;
  readonly canaries: Canaries;
}

async function disturb(options: Disturbance): Promise<Omit<RunRecord, 'logs'>> {
  const { running, tokens, recorder, canaries, seed, perSecond } = options;
  const { city, stack } = running;
  const door = new HttpDoor(tokens, patienceMs);
  const points = await settledPoints(city, door);

  const clients = recorder('clients');
  const log = city.logFiles['incidents'] as string;
  clients.note('clients', { kind: 'commands', context: 'incidents', after: await headOf(log) });
  const services = {
    incidents: city.incidents,
    residents: stack.service('residents').url,
    party: stack.service('party').url,
    sanitation: stack.service('sanitation').url,
    finance: stack.service('finance').url,
  };
  const random = new Random(seed + 1);
  const watchers = await Watchers.open({ city, door, tokens, recorder, random, screens, services });
  const traffic = new Traffic({ origin: city.incidents, door, recorder: clients, random, perSecond, points });
  const strangers = new Strangers(city, door, canaries);
  try {
    traffic.start();
    strangers.start(strangersEveryMs);
    return await observe(options, { watchers, traffic, strangers });
  } finally {
    strangers.stop();
    await traffic.stop();
    await watchers.close();
    await door.close();
  }
}

interface Everybody {
  readonly watchers: Watchers;
  readonly traffic: Traffic;
  readonly strangers: Strangers;
}

/** The run itself, among clients and observers who are there already. */
async function observe(
  { running, tokens, recorder, seed, minutes, perSecond, only, folder, say, signal }: Disturbance,
  { watchers, traffic, strangers }: Everybody,
): Promise<Omit<RunRecord, 'logs'>> {
  const { city, stack, disk } = running;
  const { board } = watchers;
  const began = new Date().toISOString();
  const brisk = minutes <= briskMinutes;
  const menu = menuOf(running, folder, brisk, () => traffic.tally.full).filter(
    ({ name }) => only.length === 0 || only.some((part) => name.includes(part)),
  );
  if (menu.length === 0) throw new Error(`no fault has ${only.join(' or ')} in its name`);
  await hold(calmMs, signal);

  say('an event that the board cannot apply is put into the log');
  const poisoned = await poisonLog({
    incidents: stack.service('incidents'),
    logFile: city.logFiles['incidents'] as string,
    recorder: recorder('clients'),
    consumers: [board],
  });
  const totalMs = minutes * 60_000;
  const play = { menu, random: new Random(seed), recorder: recorder('faults'), totalMs, brisk, say, signal };
  const { faults, unhealed } = await playFaults(play);

  say('the faults are over; waiting for quiet');
  await traffic.stop();
  strangers.stop();
  const parked = await watchers.settleParked(poisoned, quietBoundMs, signal);
  for (const screen of watchers.screens) screen.holdStill();
  await watchers.stopLooking();
  const quiet = await waitForQuiet(watchers, quietBoundMs, signal);
  say(quiet.behind.length === 0 ? 'all is quiet' : `still behind: ${quiet.behind.join(', ')}`);
  const door = new HttpDoor(tokens, finalPatienceMs);
  await takeFinalNotes({ city, door, recorder, watchers, board }).finally(() => door.close());
  const injuries = [parkedPoison(parked), ...faults];
  return {
    seed,
    minutes,
    perSecond,
    began,
    attempts: { ...traffic.tally },
    heldBack: traffic.heldBack,
    connections: watchers.screens.reduce((sum, { connections }) => sum + connections, 0),
    notDone: 'notDone' in disk ? [disk.notDone] : [],
    injuries,
    notReached: [...new Set(menu.map(({ kind }) => kind))].filter((kind) =>
      faults.every((one) => one.kind !== kind),
    ),
    unhealed,
    behind: quiet.behind,
    quietAfterMs: quiet.tookMs,
    canariesSent: strangers.sent,
  };
}
