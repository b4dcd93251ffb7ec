import { offerEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type * as commands from './offer.commands.ts';

/** An offer as far as its rules and those of needs ask. */
export interface Offer {
  readonly category?: string;
  readonly areaPath?: string;
}

/** A service that an organisation provides in an area, stream `offer-<id>`. */
export const offer = aggregate<typeof commands, Offer>()('offer', offerEvents, {
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: { ServiceOffered: (_, { category, areaPath }) => ({ category, areaPath }) },
  decide: {
    OfferService(command, { areaPath }) {
      if (areaPath !== undefined)
        return refuse('R-45', 'offered-before', 'the service has been offered before');
      return accept({ type: 'ServiceOffered', data: command });
    },
  },
});
