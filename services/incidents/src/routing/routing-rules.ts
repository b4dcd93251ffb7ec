import type { RoutingRules } from '@linli/contracts';

export type RoutingRule = RoutingRules['rules'][number];

export interface Route {
  readonly basis: 'rule' | 'territory';
  readonly lead: string;
  readonly support: readonly string[];
}

/**
 * Who leads and who supports (I-21): the rule with the longest matching code prefix, at equal length the one for the
 * smaller area, then the order of the list. Without a rule the territorial owner leads: never nobody.
 */
export function route(
  routing: RoutingRules,
  category: { readonly standard: string; readonly code: string },
  areaPath: string,
): Route {
  let best: RoutingRule | undefined;
  for (const rule of routing.rules) {
    const matching =
      rule.standard === category.standard &&
      category.code.startsWith(rule.codePrefix) &&
      areaPath.startsWith(rule.areaPath ?? '');
    if (matching && (best === undefined || precedes(rule, best))) best = rule;
  }
  if (best === undefined) return { basis: 'territory', lead: territorialOwner(areaPath), support: [] };
  const lead = best.lead === 'territory' ? territorialOwner(areaPath) : best.lead;
  return { basis: 'rule', lead, support: [...new Set(best.support)].filter((unit) => unit !== lead) };
}

/** I-01: what a patrol has reported to the enforcement is led by it; who would have led supports. */
export function referred(routed: Route, unit: string | undefined): Route {
  if (unit === undefined) return routed;
  const support = [routed.lead, ...routed.support].filter((other) => other !== unit);
  return { basis: 'rule', lead: unit, support };
}

function precedes(rule: RoutingRule, other: RoutingRule): boolean {
  const byCode = rule.codePrefix.length - other.codePrefix.length;
  return byCode > 0 || (byCode === 0 && (rule.areaPath ?? '').length > (other.areaPath ?? '').length);
}

const levels = ['province', 'city', 'county', 'street', 'community'];

/**
 * The unit that owns a place: its community, or the lowest division above where the path ends higher.
 * `42/01/05/011/010/A1/B07/` → `community:420105011010`.
 */
export function territorialOwner(areaPath: string): string {
  const division = areaPath.split('/').filter(Boolean).slice(0, levels.length);
  if (division.length === 0) throw new RangeError('an empty area path has no owner');
  return `${levels[division.length - 1]}:${division.join('')}`;
}
