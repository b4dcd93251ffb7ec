import { financePolicyEvents } from '@linli/contracts';
import { refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

/**
 * What compensation for land is used for. By the seed allowances and social insurance come first, and the rest is invested
 * and not shared out, which nine of ten villagers had wanted; by law the meeting of villagers could decide so.
 */
export const compensationUses = versionedPolicy(
  'compensation-uses',
  financePolicyEvents.CompensationUsesSet,
  {
    row: 'F-09',
    judges: 'opening',
    first: {
      version: 1,
      uses: [
        { use: 'allowance', first: true },
        { use: 'social_insurance', first: true },
        { use: 'investment', first: false },
        { use: 'shared_out', first: false },
      ],
    },
    fault({ uses }) {
      const twice = firstDouble(uses.map(({ use }) => use));
      return twice === undefined
        ? undefined
        : refuse('F-09', 'use-twice', `${twice} stands in the list twice`, 'uses');
    },
  },
);
