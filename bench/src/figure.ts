/** One line of the bench: what was measured, against what in the same run, and what was aimed at. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is compared with, measured in the same run. */
  readonly baseline?: { readonly name: string; readonly value: number };
  /** value / baseline. */
  readonly ratio?: number;
  /** The aim, in words: `≥ 0.7 ×`. */
  readonly target?: string;
  /** Spread, settings, or why the aim was missed. */
  readonly note?: string;
}

/** The middle one of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The value below which that share of the measurements lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] as number;
}

/** Prints figures as lines a person can read and a program can grep. */
export function print(figures: readonly Figure[]): void {
  const digits = (value: number) =>
    value >= 100
      ? Math.round(value).toLocaleString('en-US')
      : value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  for (const figure of figures) {
    const against = figure.baseline
      ? ` = ${digits(figure.ratio ?? figure.value / figure.baseline.value)} × ${figure.baseline.name} (${digits(figure.baseline.value)})`
      : '';
    console.log(
      `${figure.name}: ${digits(figure.value)} ${figure.unit}${against}` +
        `${figure.target ? `; aim ${figure.target}` : ''}${figure.note ? `; ${figure.note}` : ''}`,
    );
  }
}
