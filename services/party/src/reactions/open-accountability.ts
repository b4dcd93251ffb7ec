import { incidentEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { accountability } from '../accountability/accountability.ts';
import type { EvidenceDocument } from '../accountability/evidence.view.ts';

/** Events of one stream that are cited at most; a finding and an incident have far fewer. */
const most = 25;

/**
 * A missed deadline calls the unit that was on the clock to account, where the policy says so (P-18, X2), on the evidence
 * of its incident and of the finding that the incident came of. The finding stands in another stream, so on Kafka it may
 * be heard of later: then the miss is answered later.
 */
export const openAccountability = reaction('open-accountability', {
  on: [incidentEvents.DeadlineMissed],
  ask: accountability,
  id: (event) => event.id,
  async command({ streamId, metadata: { areaPath }, data: { stage, unit } }, look) {
    // The command centre is on the clock until a unit is.
    if (unit === undefined || areaPath === undefined) return undefined;
    const index = await look.view('evidence');
    const cited = async (stream: string) =>
      (
        await index.find<EvidenceDocument>('evidence', {
          where: [{ field: 'stream', op: 'eq', value: stream }],
          limit: most,
        })
      ).map(({ body }) => body);
    const incident = await cited(streamId);
    const report = incident.find(({ type }) => type === 'IncidentReported');
    if (report === undefined) throw new Error(`the report of ${streamId} is not known yet`);
    const { finding } = report;
    const found = finding === undefined ? [] : await cited(`patrol-finding-${finding}`);
    if (finding !== undefined && !found.some(({ type }) => type === 'ReportedToEnforcement'))
      throw new Error(`finding ${finding} of ${streamId} is not known yet`);
    return {
      type: 'OpenAccountabilityCase' as const,
      areaPath,
      unit,
      reason: 'deadline_missed',
      evidence: [...found, ...incident].map(({ event }) => event),
      miss: { stage, reportedByPatrol: finding !== undefined },
    };
  },
  startAt: 'beginning',
});
