import { gridBookEvents, residentEvents } from '@linli/contracts';
import { type Look, reaction } from '@linli/service-kit';
import { dayAfterMonth, monthOf } from '../care/care-slots.ts';
import { bookOf, gridBook } from '../grid-book/grid-book.ts';

interface Tagged {
  readonly resident: string;
  readonly categories: readonly string[];
}

/** A grid has some dozens of residents; no more than this are looked at. */
const most = 1_000;

/**
 * Who is tagged is to be visited from that month on, and when a month is closed, whoever is tagged in the grid
 * then is planned for the next: who was untagged or has left stands in it no more.
 */
export const planMonthlyVisits = reaction('plan-monthly-visits', {
  on: [
    residentEvents.PersonCategoryTagged,
    gridBookEvents.VisitMonthClosed,
    gridBookEvents.VisitMonthClosedWithGaps,
  ],
  ask: gridBook,
  id: ({ data }) => bookOf({ areaPath: data.areaPath, month: monthFor(data) }),
  async command({ data }, look) {
    const { areaPath } = data;
    const month = monthFor(data);
    const visits =
      'day' in data
        ? [{ resident: data.resident, categories: [data.category] }]
        : await planned(areaPath, look);
    return visits.length === 0 ? undefined : { type: 'PlanMonthlyVisits', areaPath, month, visits };
  },
  startAt: 'beginning',
});

function monthFor(data: { readonly day: string } | { readonly month: string }): string {
  return monthOf('day' in data ? data.day : dayAfterMonth(data.month));
}

/** Who is tagged in a grid, as far as the view has absorbed the log. */
async function planned(areaPath: string, look: Look): Promise<{ resident: string; categories: string[] }[]> {
  const at = await look.view('residents');
  const found = await at.find<Tagged>('residents', {
    where: [{ field: 'areaPath', op: 'eq', value: areaPath }],
    limit: most,
  });
  return found.flatMap(({ body: { resident, categories } }) =>
    categories.length === 0 ? [] : [{ resident, categories: [...categories] }],
  );
}
