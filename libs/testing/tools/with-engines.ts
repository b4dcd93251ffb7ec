/**
 * Runs a command beside one Kafka and one KurrentDB of its own, whichever are to be had here, with `KAFKA_BROKERS` and
 * `KURRENTDB_URL` set: `with-engines.ts <command> [args]`. Ends with the command's exit code once the servers are gone;
 * so it does on Ctrl-C, on SIGTERM, and when whoever started it dies.
 *
 * MongoDB is not among them: each file of tests starts the stand-in for itself, which takes a second, so that one file's
 * large or abandoned transactions hold up no other.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { acquireKafka, acquireKurrent, EngineMissing, type Engine } from '../src/engines/index.ts';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error('Usage: with-engines.ts <command> [args]');

// A signal before the command runs ends this process at once, and its servers with it.
const [kafka, kurrent] = await Promise.all([ifThere(acquireKafka()), ifThere(acquireKurrent())]);
const command = spawn(program, args, {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(kafka && { KAFKA_BROKERS: kafka.brokers.join() }),
    ...(kurrent && { KURRENTDB_URL: kurrent.url }),
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => command.kill(signal));
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== parent) command.kill('SIGTERM');
}, 500);

const [code, signal] = (await once(command, 'exit')) as [number | null, NodeJS.Signals | null];
clearInterval(watch);
await Promise.all([kafka?.stop(), kurrent?.stop()]);
process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);

/** An engine that is not to be had here is left out; one that was named and fails ends the run. */
async function ifThere<Found extends Engine>(found: Promise<Found>): Promise<Found | undefined> {
  try {
    return await found;
  } catch (problem) {
    if (problem instanceof EngineMissing) return undefined;
    throw problem;
  }
}
