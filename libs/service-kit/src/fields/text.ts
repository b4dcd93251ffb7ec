const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const instant =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A day that the calendar has: no 30 February. */
export function isBusinessDay(value: unknown): boolean {
  const [, year, month, date] = (typeof value === 'string' && day.exec(value)) || [];
  if (year === undefined) return false;
  const read = new Date(`${year}-${month}-${date}T00:00:00.000Z`);
  return !Number.isNaN(read.getTime()) && read.getUTCDate() === Number(date);
}

/** A moment with its offset, on a day that the calendar has, in the years that the log can say: 0001 to 9999 in UTC. */
export function isInstant(value: unknown): boolean {
  const [, date] = (typeof value === 'string' && instant.exec(value)) || [];
  if (date === undefined || !isBusinessDay(date)) return false;
  const at = Date.parse(value as string);
  return at >= Date.parse('0001-01-01T00:00:00.000Z') && at <= Date.parse('9999-12-31T23:59:59.999Z');
}

/** The same moment in UTC with milliseconds; what is no moment is left for the rule to refuse. */
export function utcInstant(value: unknown): unknown {
  return isInstant(value) ? new Date(value as string).toISOString() : value;
}

/** Controls (line breaks and tabs aside), halves of surrogate pairs, noncharacters, and what turns the direction of text. */
const hidden =
  /[^\P{Cc}\n\r\t]|[\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** A letter, digit, sign or symbol: not spaces, marks and format characters alone. */
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Text in which something is to be seen, and nothing that hides or turns what is seen. */
export function isReadable(value: unknown): boolean {
  return typeof value === 'string' && !hidden.test(value) && visible.test(value);
}
