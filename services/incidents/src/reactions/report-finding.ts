import { patrolFindingEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { incident } from '../incident/incident.ts';
import { patrolFinding } from '../patrol-finding/patrol-finding.ts';

/** What is reported to the enforcement is an incident that it leads (I-01, X2), once: named by the event. */
export const reportFinding = reaction('report-finding', {
  on: [patrolFindingEvents.ReportedToEnforcement],
  ask: incident,
  id: (event) => event.id,
  async command({ streamId, data: { unit } }, look) {
    const finding = patrolFinding.idOf(streamId) ?? '';
    const { logged, at } = (await look.stream(patrolFinding, finding))?.value ?? {};
    if (logged === undefined || at === undefined) throw new Error(`${streamId} is not known yet`);
    const { category, severity, point } = logged;
    const occurredAt = new Date(at).toISOString();
    const referral = { finding, unit };
    const report = { channel: 'patrol', occurredAt, category, severity, point, referral } as const;
    return { type: 'ReportIncident' as const, ...report };
  },
  startAt: 'beginning',
});
