import type { CategoryDeadlines } from '@linli/contracts';

export type DeadlineRule = CategoryDeadlines['rules'][number];
export type ClockStage = DeadlineRule['stage'];
export type Severity = NonNullable<DeadlineRule['severity']>;

/** What a rule is looked up for; an incident not yet classified has no category. */
export interface DeadlineQuestion {
  readonly category?: { readonly standard: string; readonly code: string };
  readonly severity: Severity;
  readonly stage: ClockStage;
}

/**
 * The time limit of one stage (I-02, B-5.3): the longest matching code prefix wins, at equal length a rule for the
 * severity wins over one for any severity, then the order of the list. An unclassified incident is matched by rules
 * with an empty prefix only, whatever their standard. Undefined: the stage has no clock.
 */
export function deadlineFor(
  deadlines: CategoryDeadlines,
  question: DeadlineQuestion,
): DeadlineRule | undefined {
  let best: DeadlineRule | undefined;
  for (const rule of deadlines.rules) {
    if (matches(rule, question) && (best === undefined || weight(rule) > weight(best))) best = rule;
  }
  return best;
}

function matches(rule: DeadlineRule, { category, severity, stage }: DeadlineQuestion): boolean {
  if (rule.stage !== stage) return false;
  if (rule.severity !== undefined && rule.severity !== severity) return false;
  if (category === undefined) return rule.codePrefix === '';
  return rule.standard === category.standard && category.code.startsWith(rule.codePrefix);
}

function weight(rule: DeadlineRule): number {
  return rule.codePrefix.length * 2 + (rule.severity === undefined ? 0 : 1);
}
