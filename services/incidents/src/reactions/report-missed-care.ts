import { careMonthEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { incident } from '../incident/incident.ts';

/**
 * A task of care that was missed is an incident: urgent, about a person known by pseudonym, and called after the
 * event, so that one missed task is one incident however often it is delivered. A dispatcher locates it; no point is known.
 */
export const reportMissedCare = reaction('report-missed-care', {
  on: [careMonthEvents.CareTaskMissed],
  ask: incident,
  id: ({ id }) => id,
  command({ id, data: { subject, slotEnd } }) {
    return {
      type: 'ReportIncident',
      channel: 'sensor' as const,
      severity: 'urgent' as const,
      occurredAt: slotEnd,
      subject,
      source: { system: 'care', reference: id },
    };
  },
  startAt: 'beginning',
});
