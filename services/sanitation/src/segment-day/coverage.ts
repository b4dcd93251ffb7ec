/** A span of a day, by times written HH:MM, which sort as they follow each other; the day ends at 24:00. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

export interface Shift extends Span {
  readonly cleaner: string;
}

export interface Absence extends Shift {
  readonly substitute?: string;
}

/**
 * Spans of the shift hours in which nobody keeps the segment (S-02). Whoever is on shift keeps it but for absences; a
 * substitute keeps it for the whole of an absence. Until somebody has started, the day is taken to be kept as planned.
 */
export function uncovered(
  hours: Span,
  shifts: readonly Shift[],
  absences: readonly Absence[],
): readonly Span[] {
  const present =
    shifts.length === 0
      ? without([hours], absences)
      : shifts.flatMap((shift) =>
          without(
            [shift],
            absences.filter(({ cleaner }) => cleaner === shift.cleaner),
          ),
        );
  const substituted = absences.filter(({ substitute }) => substitute !== undefined);
  return without([hours], [...present, ...substituted]);
}

function without(spans: readonly Span[], taken: readonly Span[]): readonly Span[] {
  return taken.reduce<readonly Span[]>(
    (left, { from, to }) =>
      left.flatMap((span) =>
        [
          { from: span.from, to: earlier(span.to, from) },
          { from: later(span.from, to), to: span.to },
        ].filter((rest) => rest.from < rest.to),
      ),
    spans.map(({ from, to }) => ({ from, to })),
  );
}

const earlier = (one: string, other: string): string => (one < other ? one : other);
const later = (one: string, other: string): string => (one < other ? other : one);
