import { refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '../policy/versioned-policy.ts';
import type { Routing } from './routing-rules.ts';

/** The routing rules of a city: what `ActivateRoutingRules` may bring into force (I-21). */
export const routing = versionedPolicy<'RoutingRulesActivated', Routing>({
  event: 'RoutingRulesActivated',
  row: 'I-21',
  fault,
});

function fault({ rules }: Routing): Refusal | undefined {
  const double = firstDouble(
    rules.map(
      ({ standard, codePrefix, areaPath }) => `${standard} "${codePrefix}" ${areaPath ?? 'anywhere'}`,
    ),
  );
  return double === undefined
    ? undefined
    : refuse('I-21', 'rule-set-twice', `two rules are set for ${double}`, 'rules');
}
