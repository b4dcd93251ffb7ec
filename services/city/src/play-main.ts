/** Plays the real requests into a city whose services run on their own: what `npm run stack play` starts. */
import { Command, InvalidArgumentError } from 'commander';
import { createLocalIssuer } from '@linli/service-kit';
import { CityClock } from './city-clock.ts';
import { PlayProgress } from './play-progress.ts';
import { startPlay } from './start-play.ts';
import { firstMorningHours, newStoryStart } from './story-start.ts';

const saveEveryMs = 2_000;
const tellEveryMs = 10_000;

interface Options {
  readonly origin: string;
  readonly keyFile: string;
  readonly progress: string;
  readonly pace: number;
}

function pace(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 3_600) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 3600.');
  }
  return value;
}

const options = new Command('play')
  .requiredOption('--origin <url>', 'where the command API of incidents is')
  .requiredOption('--key-file <file>', 'key of the local issuer that the services believe')
  .requiredOption('--progress <file>', 'keeps how far the play is, so that the next one goes on from there')
  .option('--pace <number>', 'minutes of the story to a minute of real time', pace, 60)
  .parse()
  .opts<Options>();

const say = (message: string): void => console.log(message);
const kept = PlayProgress.open(options.progress, newStoryStart);
const clock = new CityClock({
  startsAt: kept.clock,
  hurryUntil: new Date(kept.storyStart.getTime() + firstMorningHours * 3_600_000),
  pace: options.pace,
});
const issuer = await createLocalIssuer({ keyFile: options.keyFile });
const ready = async (): Promise<boolean> =>
  fetch(`${options.origin}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

const { origin } = options;
const { storyStart, played } = kept;
const play = await startPlay({ origin, issuer, clock, storyStart, played, ready, say });
const save = (): void => kept.save({ clock: clock.now(), played: play.played() });
const timers = [setInterval(save, saveEveryMs), setInterval(() => say(play.progress()), tellEveryMs)];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void play.stop());
await play.finished;
timers.forEach(clearInterval);
save();
say(play.progress());
