import type { DataOf, rerouteEvents } from '@linli/contracts';

/** The reaction's, to a change of a chain that came to be known late. */
export class NoteMisroutes {
  readonly misroutes: readonly DataOf<typeof rerouteEvents.MisrouteFound>[];
}
