import { needEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type * as commands from './need.commands.ts';
import type { Offer } from './offer.ts';

/** A need as far as its rules ask. */
interface Need {
  readonly category?: string;
  readonly areaPath?: string;
  readonly matched?: true;
}

/** What a resident needs, until an offer meets it, stream `need-<id>`. */
export const need = aggregate<typeof commands, Need, { offer: Offer }>()('need', needEvents, {
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    NeedDeclared: (_, { category, areaPath }) => ({ category, areaPath }),
    NeedMatched: (before) => ({ ...before, matched: true }),
  },
  decide: {
    DeclareNeed(command, { areaPath }) {
      if (areaPath !== undefined)
        return refuse('R-45', 'declared-before', 'the need has been declared before');
      return accept({ type: 'NeedDeclared', data: command });
    },
    MatchNeed({ offer }, { category, areaPath, matched }, { known }) {
      if (areaPath === undefined) return refuse('R-45', 'need-unknown', 'no such need has been declared');
      if (matched) return refuse('R-45', 'matched-before', 'an offer meets the need already');
      const found = known.offer;
      if (found?.areaPath === undefined)
        return refuse('R-45', 'offer-unknown', 'no such service is offered', 'offer');
      // an offer is aimed at the need: of its category, and where it is.
      if (found.category !== category)
        return refuse('R-45', 'other-category', `the need is one of ${category}`, 'offer');
      if (!areaPath.startsWith(found.areaPath))
        return refuse('R-45', 'other-area', `the service is offered in ${found.areaPath}`, 'offer');
      return accept({ type: 'NeedMatched', data: { offer } });
    },
  },
});
