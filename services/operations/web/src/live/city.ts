import type { FeedItem, OperationsStatus } from '@linli/operations/api';
import { createContext, useContext } from 'react';
import { createCityClock, type CityClock } from './city-clock.ts';
import type { ConnectionState } from './feed-connection.ts';
import { createFeedStore, type FeedStore } from './feed-store.ts';
import { createStore, type Store, useStore } from './store.ts';

/** How the list of the stream came to be on screen. */
export type SnapshotState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: Error };

/** The moment of one second on this screen. */
export interface Second {
  /** What the city's clock shows. */
  readonly city: number;
  /** Real time. */
  readonly real: number;
}

/** What the page knows of the city besides the answers to its questions. */
export interface City {
  readonly clock: CityClock;
  readonly feed: FeedStore;
  readonly connection: Store<ConnectionState>;
  readonly status: Store<OperationsStatus>;
  readonly snapshot: Store<SnapshotState>;
  /** Real time the stream was last heard. */
  readonly heardAt: Store<number>;
  /** Changes once a second; everything that ticks watches this one. */
  readonly second: Store<Second>;
  /** Urgent incidents that have come in and have not been announced yet. */
  readonly urgent: Store<readonly FeedItem[]>;
  /** Moment of the past that was shown last, for an address that names it by position. */
  readonly past: Store<number | undefined>;
  /** Newest position of the incidents' log that the stream has brought. */
  readonly position: Store<number>;
}

export function createCity(status: OperationsStatus): City {
  const clock = createCityClock(() => performance.now(), Date.parse(status.clock.now));
  clock.anchor(status.clock);
  return {
    clock,
    feed: createFeedStore({ nextFrame, now: Date.now }),
    connection: createStore<ConnectionState>({ kind: 'connecting' }),
    status: createStore(status),
    snapshot: createStore<SnapshotState>({ kind: 'loading' }),
    heardAt: createStore(Date.now()),
    second: createStore<Second>({ city: clock.now(), real: Date.now() }),
    urgent: createStore<readonly FeedItem[]>([]),
    past: createStore<number | undefined>(undefined),
    position: createStore(positionOf(status.asOf.position)),
  };
}

/** A hidden page has no frames; it draws once a second so that nothing piles up behind it. */
function nextFrame(draw: () => void): void {
  if (document.hidden) setTimeout(draw, 1_000);
  else requestAnimationFrame(draw);
}

/** The incidents' part of a position such as `incidents:184203,residents:1042`. */
export function positionOf(position: string): number {
  return Number(/(?:^|,)incidents:(\d+)/.exec(position)?.[1] ?? 0);
}

export const CityContext = createContext<City | undefined>(undefined);

export function useCity(): City {
  const city = useContext(CityContext);
  if (city === undefined) throw new Error('outside of a city');
  return city;
}

/** The past moment the page shows; undefined when it is live, or not yet known which moment a position is of. */
export function usePast(asOf: string | undefined): number | undefined {
  const ofPosition = useStore(useCity().past);
  if (asOf === undefined) return undefined;
  const moment = Date.parse(asOf);
  return Number.isNaN(moment) ? ofPosition : moment;
}

/** The moment the page shows: the city's time, ticking, or the past moment of the time machine. */
export function useMoment(asOf: string | undefined): number {
  const { city } = useStore(useCity().second);
  return usePast(asOf) ?? city;
}
