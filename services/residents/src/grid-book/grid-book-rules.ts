import { residentsPolicyEvents } from '@linli/contracts';
import { refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

/**
 * What a month of a grid is judged by: the six categories of persons who must be visited (六必访), the four parts of a visit
 * (四到四清), the five contact acts with their hearts (五百五心), all of E8. How many hours after a month its facts are
 * still taken is ours: the list of the next is there when work begins.
 */
export const gridBookRules = versionedPolicy('grid-book-rules', residentsPolicyEvents.GridBookRulesSet, {
  row: 'R-06',
  judges: 'opening',
  first: {
    version: 1,
    categories: ['hardship', 'living_alone', 'disabled_family', 'floating', 'veteran_member', 'assisted'],
    parts: ['family', 'persons', 'facilities', 'hazards'],
    acts: [
      { kind: 'enter_home', heart: 'patience' },
      { kind: 'know_situation', heart: 'focus' },
      { kind: 'solve_difficulty', heart: 'love' },
      { kind: 'warm_hearts', heart: 'attention' },
      { kind: 'be_close', heart: 'warmth' },
    ],
    grace: 6,
  },
  fault({ acts }) {
    const twice = firstDouble(acts.map(({ kind }) => kind));
    return twice === undefined
      ? undefined
      : refuse('R-08', 'act-twice', `${twice} has one heart, not two`, 'acts');
  },
});
