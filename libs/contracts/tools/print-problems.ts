import type { ContractProblem } from './check-contracts.ts';

/** One line for each problem on stderr: event, field, rule, what to do. */
export function printProblems(problems: readonly ContractProblem[]): void {
  for (const { event, field, rule, detail } of problems)
    console.error(`contracts: ${event}${field === '' ? '' : ` field ${field}`}: ${rule} (${detail})`);
  if (problems.length > 0) console.error(`contracts: ${problems.length} problem(s)`);
}
