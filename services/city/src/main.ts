import { fileURLToPath } from 'node:url';
import { DamagedEvent, StoreUnavailable } from '@linli/event-sourcing';
import { createLogger } from '@linli/service-kit';
import { destination } from 'pino';
import { openCity } from './city.ts';
import { CannotStart, DataFolder } from './data-folder.ts';
import { readOptions } from './options.ts';
import { startPlay } from './start-play.ts';
import { newStoryStart } from './story-start.ts';

const saveEveryMs = 2_000;
const tellEveryMs = 30_000;

const say = (message: string) => console.log(message);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const data = DataFolder.open(options.data, { fresh: options.fresh, newStoryStart });
  say(`Data: ${data.path}${options.fresh ? ' (begun anew)' : ''}`);
  const logger = createLogger({
    service: 'city',
    stream: destination({ dest: data.file('city.log'), mkdir: true }),
  });
  const city = await openCity({ data, pace: options.pace, say, logger });

  let stopping: Promise<void> | undefined;
  const timers: NodeJS.Timeout[] = [];
  let stopPlay = async () => {};
  let played = () => data.played;
  const stop = () =>
    (stopping ??= (async () => {
      say('Stopping: finishing what runs, saving how far the story is …');
      timers.forEach(clearInterval);
      await stopPlay();
      data.save({ clock: city.clock.now(), played: played() });
      await city.app.stop();
      data.close();
      say('Stopped. The next start goes on from here.');
    })());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop().then(() => process.exit(0), fail));
  }

  const origin = await listen(city.app, options.port, options.host).catch(async (problem: unknown) => {
    await city.app.stop();
    throw problem;
  });
  const { clock, issuer, app } = city;
  let progress = () => `${clock.now().toISOString()} (×${clock.rate})`;
  if (options.play) {
    const play = await startPlay({
      origin,
      issuer,
      clock,
      storyStart: data.storyStart,
      played: data.played,
      ready: () => app.readiness.report().ready,
      say,
    });
    ({ stop: stopPlay, played, progress } = play);
  }
  timers.push(
    setInterval(() => data.save({ clock: city.clock.now(), played: played() }), saveEveryMs),
    setInterval(() => say(progress()), tellEveryMs),
  );
  say(`\n  The city is open: ${origin}\n`);
  say('Ctrl-C stops it. Messages of the services are in city.log of the data folder.');
}

async function listen(
  app: Awaited<ReturnType<typeof openCity>>['app'],
  port: number,
  host: string,
): Promise<string> {
  try {
    return await app.listen(port, host);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw problem;
    throw new CannotStart(
      `Port ${port} on ${host} is in use. Choose another: npm start -- --port ${port + 1}`,
    );
  }
}

function fail(problem: unknown): never {
  if (problem instanceof CannotStart || isExpected(problem)) console.error((problem as Error).message);
  else console.error(problem);
  process.exit(1);
}

/** Errors whose message already says what is wrong and what to do. */
function isExpected(problem: unknown): boolean {
  return (
    problem instanceof StoreUnavailable ||
    problem instanceof DamagedEvent ||
    (problem instanceof Error && ['DamagedLog', 'LogInUse', 'LogFormatTooNew'].includes(problem.name))
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main().catch(fail);
