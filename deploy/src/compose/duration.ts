import { ComposeProblem } from './problem.ts';

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Compose writes it: `500ms`, `30s`, `1m30s`. */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new ComposeProblem(`${JSON.stringify(text)} is not a duration such as 500ms, 30s or 1m30s`);
  }
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit as string] as number),
    0,
  );
}
