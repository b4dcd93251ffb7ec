import { defaultCalendar2026, defaultCatalogue, defaultDeadlines, defaultRouting } from '@linli/contracts';
import type { PoliciesInForce } from '../incident/incident.ts';
import { policyNames, type PolicyBook, type PolicyName } from '../views/policy-book.ts';
import type { PolicyDesk } from './policy.desk.ts';

const defaults: PoliciesInForce = {
  catalogue: defaultCatalogue,
  deadlines: defaultDeadlines,
  calendar: defaultCalendar2026,
  routing: defaultRouting,
};

/**
 * Gives a new city its first catalogue, time limits, calendar and routing. A policy that has a version already is left
 * alone, so this runs at every start; two starts at once record one version, since the commands' ids are fixed.
 * Answers the policies that were installed.
 */
export async function installDefaultPolicies(
  desk: PolicyDesk,
  book: PolicyBook,
  tenant: string,
): Promise<readonly PolicyName[]> {
  const installed: PolicyName[] = [];
  for (const name of policyNames) {
    if (book.versions(name).length > 0) continue;
    const commandId = `default-${name}-v1`;
    const actor = 'policy:install-default-policies';
    const result = await desk.activate(name, defaults[name], {
      commandId,
      correlationId: commandId,
      actor,
      tenant,
    });
    if (result.outcome === 'recorded') installed.push(name);
  }
  return installed;
}
