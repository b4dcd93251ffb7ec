/** Milliseconds of a day, which all have the same length: Asia/Shanghai has had no summer time since 1991. */
const day = 86_400_000;
const offset = 8 * 3_600_000;

let lastDay = Number.NaN;
let lastText = '';

/** The Asia/Shanghai day of an instant, as `2026-05-01`. */
export function shanghaiDay(milliseconds: number): string {
  const number = Math.floor((milliseconds + offset) / day);
  // A million events of one rebuild lie in a handful of days, one after the other.
  if (number !== lastDay) {
    lastDay = number;
    lastText = new Date(number * day).toISOString().slice(0, 10);
  }
  return lastText;
}

/** First instant of an Asia/Shanghai day; the next day begins `dayLength` later. */
export function startOfShanghaiDay(text: string): number {
  return Date.parse(`${text}T00:00:00.000Z`) - offset;
}

export const dayLength = day;
