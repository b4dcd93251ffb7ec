import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  acquireKafka,
  acquireMongo,
  describeEngine,
  EngineMissing,
  locateEngine,
} from '@linli/testing/engines';
import type { Figure } from './figure.ts';
import { commandLatency } from './kafka/command-latency.ts';
import { failOver } from './kafka/fail-over.ts';
import { Fixtures } from './kafka/fixtures.ts';
import { groupScaling } from './kafka/group-scaling.ts';
import { idleStack } from './kafka/idle.ts';
import { onMongo, onSqlite } from './kafka/projection-rate.ts';
import { rebuildFromKafka } from './kafka/rebuild.ts';
import { relayRate } from './kafka/relay-rate.ts';

export interface KafkaOptions {
  /** Events of the rebuild. */
  readonly rebuild: number;
}

type Row = (fixtures: Fixtures, options: KafkaOptions) => Promise<readonly Figure[]>;

/** The rows by name, in the order in which they run; `idle` comes last, on engines of its own. */
const rows = {
  relay: (fixtures) => relayRate(fixtures),
  'projection-sqlite': (fixtures) => onSqlite(fixtures),
  'projection-mongo': withMongo,
  latency: (fixtures) => commandLatency(fixtures),
  rebuild: (fixtures, { rebuild }) => rebuildFromKafka(fixtures, rebuild),
  group: (fixtures) => groupScaling(fixtures),
  'fail-over': (fixtures) => failOver(fixtures),
} as const satisfies Readonly<Record<string, Row>>;

export type KafkaRow = keyof typeof rows | 'idle';

export const kafkaRows: readonly KafkaRow[] = [...(Object.keys(rows) as (keyof typeof rows)[]), 'idle'];

/** Progress goes to stderr: what is printed stays a list of figures. */
function say(line: string): void {
  console.error(`  … ${line}`);
}

/**
 * Real engines: a broker and what stands beside it are located as the tests do it, or started for this run. A row that
 * cannot be measured says why, and the others go on; it is told by the exit code.
 */
export async function* benchKafka(
  chosen: readonly KafkaRow[],
  options: KafkaOptions,
): AsyncGenerator<readonly Figure[]> {
  console.log(describeEngine(await locateEngine('kafka')));
  const folder = await mkdtemp(join(tmpdir(), 'linli-bench-kafka-'));
  try {
    const onBroker = chosen.filter((name) => name !== 'idle');
    if (onBroker.length > 0) {
      const kafka = await acquireKafka();
      try {
        const fixtures = new Fixtures(kafka.brokers, folder, say);
        for (const name of onBroker) yield await attempt(name, () => rows[name](fixtures, options));
      } finally {
        await kafka.stop();
      }
    }
    if (chosen.includes('idle')) yield await attempt('idle', () => idleStack(folder, say));
  } catch (problem) {
    if (!(problem instanceof EngineMissing)) throw problem;
    console.log(`NOT RUN: ${chosen.join(', ')}: ${problem.message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function attempt(name: KafkaRow, row: () => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  say(`row ${name}`);
  try {
    return await row();
  } catch (problem) {
    if (problem instanceof EngineMissing) {
      console.log(`NOT RUN: ${name}: ${problem.message}`);
      return [];
    }
    console.error(problem);
    console.log(`FAILED: ${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
    process.exitCode = 1;
    return [];
  }
}

async function withMongo(fixtures: Fixtures): Promise<readonly Figure[]> {
  console.log(describeEngine(await locateEngine('mongo')));
  const mongo = await acquireMongo();
  try {
    return await onMongo(fixtures, mongo);
  } finally {
    await mongo.stop();
  }
}
