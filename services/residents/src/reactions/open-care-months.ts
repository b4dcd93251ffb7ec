import { careEvents, careMonthEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { careMonth, careMonthOf } from '../care/care-month.ts';

/** A plan has a stream for each month: the first when it is created, the next when one is closed. */
export const openCareMonths = reaction('open-care-months', {
  on: [careEvents.CarePlanCreated, careMonthEvents.CareMonthClosed],
  ask: careMonth,
  id: ({ data }) => careMonthOf(data.plan, firstDay(data) ?? ''),
  command({ data }) {
    const from = firstDay(data);
    return from === undefined ? undefined : { type: 'OpenCareMonth', plan: data.plan, from };
  },
  startAt: 'beginning',
});

function firstDay(data: { readonly validFrom: string } | { readonly next?: string }): string | undefined {
  return 'validFrom' in data ? data.validFrom : data.next;
}
