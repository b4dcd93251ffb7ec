import { residentsPolicyEvents } from '@linli/contracts';
import { versionedPolicy } from '@linli/patterns';
import { gridBookRules } from '../grid-book/grid-book-rules.ts';

/** Temporary residents (流动人员): who has arrived is of this category until he departs. */
export const floating = 'floating';

/** What a resident may be of: the six that are visited every month (E8), and the children that are cared for after school (E6). */
export const personCategories = versionedPolicy(
  'person-categories',
  residentsPolicyEvents.PersonCategoriesSet,
  {
    row: 'R-03',
    judges: 'now',
    first: { version: 1, categories: [...gridBookRules.first.categories, 'after_school_child'] },
  },
);
