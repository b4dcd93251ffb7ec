import { rerouteEvents } from '@linli/contracts';
import { accept, aggregate } from '@linli/event-sourcing';
import type * as commands from './reroute.commands.ts';

/**
 * What one change of a chain found misrouted (X6), stream `reroute-<id of the change>`: a change concerns many incidents,
 * and each of them answers an event of its own.
 */
export const reroute = aggregate<typeof commands, { readonly noted: boolean }>()('reroute', rerouteEvents, {
  initial: { noted: false },
  evolve: { MisrouteFound: () => ({ noted: true }) },
  decide: {
    NoteMisroutes: ({ misroutes }, { noted }) =>
      noted ? accept() : accept(...misroutes.map((data) => ({ type: 'MisrouteFound' as const, data }))),
  },
});
