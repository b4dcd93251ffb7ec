import { useSyncExternalStore } from 'react';
import { useCity } from '../live/city.ts';
import type { FeedState } from '../live/feed-store.ts';

export function useFeed(): FeedState {
  const { feed } = useCity();
  return useSyncExternalStore(feed.subscribe, feed.state);
}
