import { defaultRouting, incidentsPolicyEvents, type RoutingRules } from '@linli/contracts';
import { refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

/** The routing rules of a city (I-21): those in force when an incident opened route it. */
export const routing = versionedPolicy('routing', incidentsPolicyEvents.RoutingRulesActivated, {
  row: 'I-21',
  judges: 'opening',
  stream: 'routing',
  first: defaultRouting,
  fault,
});

function fault({ rules }: RoutingRules): Refusal | undefined {
  const double = firstDouble(
    rules.map(
      ({ standard, codePrefix, areaPath }) => `${standard} "${codePrefix}" ${areaPath ?? 'anywhere'}`,
    ),
  );
  return double === undefined
    ? undefined
    : refuse('I-21', 'rule-set-twice', `two rules are set for ${double}`, 'rules');
}
