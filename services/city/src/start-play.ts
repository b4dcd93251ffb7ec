import { setTimeout } from 'node:timers/promises';
import { incidentIdOf } from '@linli/incidents';
import { jiangxinyuanPlan } from '@linli/residents';
import { TENANT, type City } from './city.ts';
import type { DataFolder } from './data-folder.ts';
import { createActorTokens } from './player/actor-tokens.ts';
import { createHttpDoor } from './player/http-door.ts';
import { createPlacement } from './player/placement.ts';
import { play } from './player/player.ts';
import { readRequests } from './player/requests.ts';
import { writeScript } from './player/script.ts';

export interface PlayOptions {
  readonly city: City;
  readonly data: DataFolder;
  readonly origin: string;
  readonly playing: boolean;
  readonly say: (message: string) => void;
}

export interface RunningPlay {
  stop(): Promise<void>;
  /** Steps of the script that are done for good. */
  played(): number;
  /** One line about how far the story is. */
  progress(): string;
}

/** Gets the real requests going from where they stopped, as soon as the city is ready for them. */
export async function startPlay({ city, data, origin, playing, say }: PlayOptions): Promise<RunningPlay> {
  const requests = readRequests(new URL('../data/city-requests-la-2020.csv', import.meta.url));
  const placeOf = createPlacement(jiangxinyuanPlan().grids, requests);
  const script = writeScript(requests, placeOf, data.storyStart);
  let played = data.played;
  let refused = 0;
  const progress = () =>
    `${city.clock.now().toISOString()} (×${city.clock.rate}): ${played} of ${script.steps.length} commands of the play done${refused ? `, ${refused} refused` : ''}`;
  if (!playing) return { stop: async () => {}, played: () => played, progress };

  say(
    `Playing ${requests.length} real requests as ${script.steps.length} commands${played ? `, going on after ${played}` : ''}; ` +
      `${script.unmapped.length} cannot be mapped whole and wait for a person:`,
  );
  for (const [reason, count] of countReasons(script.unmapped)) say(`  ${count} × ${reason}`);

  while (!city.app.readiness.report().ready) await setTimeout(50);
  const door = createHttpDoor({
    origin,
    tokenOf: createActorTokens(city.issuer),
    incidentOf: (key) => incidentIdOf(TENANT, key),
  });
  const player = play({
    script,
    door,
    clock: city.clock,
    storyStart: data.storyStart,
    played,
    onProgress: (count) => {
      played = count;
    },
    onRefused: (step, reason) => {
      refused += 1;
      say(`Refused: ${step.command} of request ${step.request}: ${reason}`);
    },
  });
  void player.finished.then(() => {
    if (played === script.steps.length) say('The last real request has been played; the city stays open.');
  });
  return {
    stop: async () => {
      await player.stop();
      await door.close();
    },
    played: () => played,
    progress,
  };
}

function countReasons(rows: readonly { readonly reason: string }[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { reason } of rows) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
