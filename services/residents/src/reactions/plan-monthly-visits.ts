import { gridBookEvents, residentEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { dayAfterMonth, monthOf } from '../care/care-slots.ts';
import { bookOf, gridBook } from '../grid-book/grid-book.ts';
import { planned } from '../resident/planned.ts';

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
