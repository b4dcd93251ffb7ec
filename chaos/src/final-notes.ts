import type { Recorder } from '@linli/testing/history';
import type { City } from './city.ts';
import type { HttpDoor } from './http-door.ts';
import { readBoard } from './observers/board-reader.ts';
import { readFinally } from './observers/log-reader.ts';
import type { Watchers } from './watchers.ts';

export interface FinalNotesOptions {
  readonly city: City;
  readonly door: HttpDoor;
  readonly recorder: (name: string) => Recorder;
  readonly watchers: Watchers;
  /** Consumer of the board with its generation. */
  readonly board: string;
}

/** When all is quiet: what the logs hold, what the board holds, and that every observer claims to have seen it all. */
export async function takeFinalNotes(options: FinalNotesOptions): Promise<void> {
  const { city, door, recorder, watchers, board } = options;
  const heads = new Map<string, number>();
  for (const [context, file] of Object.entries(city.logFiles)) {
    heads.set(context, await readFinally(context, file, recorder(`final-${context}`)));
  }
  watchers.caughtUp(heads);
  const head = heads.get('incidents') ?? 0;
  await readBoard({ origin: city.operations, door, recorder: recorder('board'), consumer: board }, head);
}
