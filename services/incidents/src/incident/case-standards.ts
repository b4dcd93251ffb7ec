import { incidentsPolicyEvents } from '@linli/contracts';
import { versionedPolicy } from '@linli/patterns';

/** What cases of a city are held to beside their deadlines: the third return forces the lead (I-20, our number). */
export const caseStandards = versionedPolicy('case-standards', incidentsPolicyEvents.CaseStandardsSet, {
  row: 'I-20',
  judges: 'opening',
  first: { version: 1, returnLimit: 3 },
});
