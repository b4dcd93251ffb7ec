/** Lower bounds of the five filled steps of the map; below the first a grid is empty. */
export type Scale = readonly [number, number, number, number, number];

const scales: readonly Scale[] = [
  [1, 2, 3, 5, 8],
  [1, 4, 8, 16, 32],
  [1, 10, 25, 50, 100],
  [1, 50, 200, 500, 1000],
];

/**
 * The finest of four fixed scales that a count fits. Fixed, so that a colour means the same number from hour to hour and
 * from screen to screen; a storm night moves to the next scale and its legend says so.
 */
export function scaleFor(greatest: number): Scale {
  return scales.find((scale) => greatest <= scale[4] * 2) ?? (scales[scales.length - 1] as Scale);
}

/** Step of a value: 0 is empty, 5 the fullest. */
export function stepOf(scale: Scale, value: number): number {
  return scale.filter((bound) => value >= bound).length;
}

/** What each step holds, for the legend: `0`, `1`, `2`, `3–4`, `5–7`, `8+`. */
export function stepLabels(scale: Scale): readonly string[] {
  return [
    '0',
    ...scale.map((bound, index) => {
      const next = scale[index + 1];
      if (next === undefined) return `${bound}+`;
      return next - 1 === bound ? `${bound}` : `${bound}–${next - 1}`;
    }),
  ];
}
