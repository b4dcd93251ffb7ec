import { setTimeout } from 'node:timers/promises';
import { jiangxinyuanPlan } from '@linli/residents';
import type { LocalIssuer } from '@linli/service-kit';
import type { CityClock } from './city-clock.ts';
import { createActorTokens } from './player/actor-tokens.ts';
import { createHttpDoor } from './player/http-door.ts';
import { createPlacement } from './player/placement.ts';
import { play } from './player/player.ts';
import { readRequests } from './player/requests.ts';
import { writeScript } from './player/script.ts';

export interface PlayOptions {
  /** Where the command API of incidents is: `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** Signs for everybody who acts in the play. */
  readonly issuer: LocalIssuer;
  /** Steps come at its time. */
  readonly clock: CityClock;
  /** 00:00 Asia/Shanghai of the first day of the story. */
  readonly storyStart: Date;
  /** Steps that are done for good. */
  readonly played: number;
  /** Whether commands are taken yet. */
  readonly ready: () => boolean | Promise<boolean>;
  readonly say: (message: string) => void;
}

export interface RunningPlay {
  stop(): Promise<void>;
  /** Steps of the script that are done for good. */
  played(): number;
  /** One line about how far the story is. */
  progress(): string;
  /** Resolves when the last step is done, or `stop` was called. */
  readonly finished: Promise<void>;
}

/** Gets the real requests going from where they stopped, as soon as commands are taken. */
export async function startPlay(options: PlayOptions): Promise<RunningPlay> {
  const { origin, issuer, clock, storyStart, ready, say } = options;
  const requests = readRequests(new URL('../data/city-requests-la-2020.csv', import.meta.url));
  const placeOf = createPlacement(jiangxinyuanPlan().grids, requests);
  const script = writeScript(requests, placeOf, storyStart);
  const reports = new Map(
    script.steps.filter(({ command }) => command === 'report').map((step) => [step.request, step]),
  );
  let played = options.played;
  let refused = 0;

  say(
    `Playing ${requests.length} real requests as ${script.steps.length} commands${played ? `, going on after ${played}` : ''}; ` +
      `${script.unmapped.length} cannot be mapped whole and wait for a person:`,
  );
  for (const [reason, count] of countReasons(script.unmapped)) say(`  ${count} × ${reason}`);

  while (!(await ready())) await setTimeout(50);
  const door = createHttpDoor({
    origin,
    tokenOf: createActorTokens(issuer),
    reportOf: (request) => reports.get(request),
  });
  const player = play({
    script,
    door,
    clock,
    storyStart,
    played,
    onProgress: (count) => {
      played = count;
    },
    onRefused: (step, reason) => {
      refused += 1;
      say(`Refused: ${step.command} of request ${step.request}: ${reason}`);
    },
  });
  const finished = player.finished.then(() => {
    if (played === script.steps.length) say('The last real request has been played; the city stays open.');
  });
  return {
    stop: async () => {
      await player.stop();
      await door.close();
    },
    played: () => played,
    progress: () =>
      `${clock.now().toISOString()} (×${clock.rate}): ${played} of ${script.steps.length} commands of the play done${refused ? `, ${refused} refused` : ''}`,
    finished,
  };
}

function countReasons(rows: readonly { readonly reason: string }[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { reason } of rows) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
