/** The two largest parts of a span, for reading at a glance: days and hours, hours and minutes, minutes and seconds. */
export interface SpanParts {
  readonly key: 'daysHours' | 'hoursMinutes' | 'minutesSeconds' | 'seconds';
  readonly values: { readonly d: number; readonly h: number; readonly m: string; readonly s: string };
}

/** @param milliseconds length of elapsed time, sign ignored */
export function spanParts(milliseconds: number): SpanParts {
  const total = Math.floor(Math.abs(milliseconds) / 1000);
  const d = Math.floor(total / 86_400);
  const h = Math.floor((total % 86_400) / 3600);
  const m = Math.floor((total % 3600) / 60);
  const s = total % 60;
  const two = (value: number) => String(value).padStart(2, '0');
  if (d > 0) return { key: 'daysHours', values: { d, h, m: two(m), s: two(s) } };
  if (h > 0) return { key: 'hoursMinutes', values: { d, h, m: two(m), s: two(s) } };
  if (m > 0) return { key: 'minutesSeconds', values: { d, h, m: String(m), s: two(s) } };
  return { key: 'seconds', values: { d, h, m: '0', s: String(s) } };
}
