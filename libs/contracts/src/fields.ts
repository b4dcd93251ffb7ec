import { type TSchema, type TUnsafe, Type } from 'typebox';

/**
 * Fields that recur in the published language and in what is asked for. Each says what is right in its `description`:
 * documentation and the text of a refusal alike. `x-unit` makes a change of unit an incompatible change.
 */

/** A value as it is read, never changed: its fields and lists, at every depth, may be said to be read-only. */
export type Unchanged<Value> = Value extends readonly (infer Item)[]
  ? readonly Unchanged<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Unchanged<Value[Key]> }
    : Value;

/** The field with narrower bounds than its event has: what a command takes today need not be what the log may hold. */
export function within<Schema extends TSchema>(
  schema: Schema,
  bounds: Readonly<Record<string, unknown>>,
): Schema {
  return { ...schema, ...bounds };
}

/** One of a list of codes that may grow: only these are written, and readers pass over one they do not know. */
export function oneOf<const Code extends string>(...codes: readonly Code[]): TUnsafe<Code> {
  return Type.Unsafe<Code>({ type: 'string', pattern: '^[a-z][a-z0-9_]*$', 'x-extensible-enum': codes });
}

export const Instant = Type.String({
  format: 'date-time',
  'x-unit': 'UTC',
  description: 'a moment with its offset, such as 2026-05-01T08:05:00+08:00',
});

export const BusinessDay = Type.String({
  format: 'date',
  'x-unit': 'Asia/Shanghai day',
  description: 'a day of the calendar, written YYYY-MM-DD',
});

export const TimeOfDay = Type.String({
  pattern: '^[0-2][0-9]:[0-5][0-9]$',
  'x-unit': 'Asia/Shanghai time of day',
  description: 'a time of day, written HH:MM',
});

/** Money. Never a fraction: remainders are posted. */
export const Fen = Type.Integer({ 'x-unit': 'fen', description: 'an amount in whole fen' });

export const Decimetres = Type.Integer({
  minimum: 0,
  'x-unit': 'dm',
  description: 'a length in whole decimetres',
});

/** What an aggregate is told by where it has no code of its own kind. */
export const Id = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$',
  description: 'an id of letters, digits, dots and hyphens',
});

/** Version of a policy: 1, 2, 3 … */
export const Version = Type.Integer({ minimum: 1, description: 'a version, from 1 on' });

/** What something or somewhere is called. */
export const Name = Type.String({ minLength: 1, maxLength: 80, description: 'a name of 1 to 80 characters' });

/** Free text about one person at most, whom the field beside it names by pseudonym. */
export const Text = Type.String({
  minLength: 1,
  maxLength: 2_000,
  description: 'a text of 1 to 2,000 characters',
});

/** A code of the reason list, never free text: it goes into events, and events hold nothing personal. */
export const Reason = Type.String({
  pattern: '^[a-z][a-z0-9_]*$',
  maxLength: 60,
  description: 'a code of the reason list such as not_our_duty, never free text',
});

/** Prefix path of the national division, extended by the local grid; always ends in `/`. */
export const AreaPath = Type.String({
  pattern: '^([0-9A-Za-z]+/)+$',
  maxLength: 120,
  description: 'an area path: codes that each end in /, such as 42/01/05/011/010/',
});

/** A unit that can lead, support or handle. */
export const UnitId = Type.String({
  pattern: '^[a-z0-9][a-z0-9:.-]*$',
  maxLength: 80,
  description: 'a unit, written like sanitation:420105',
});

/** Who acted, as the token names him: a pseudonym, never a name or a number of a person. */
export const Actor = Type.String({
  pattern: '^[^\\p{Cc}\\p{Cs}]{1,200}$',
  description: 'the pseudonym of who acted',
});

/** WGS84, equal to CGCS2000 within survey precision; never GCJ-02 (B-5.7). */
export const Point = Type.Object({
  lon: Type.Number({ minimum: -180, maximum: 180, 'x-unit': 'degree WGS84' }),
  lat: Type.Number({ minimum: -90, maximum: 90, 'x-unit': 'degree WGS84' }),
});

/** One closed ring, GeoJSON order (lon, lat), first position repeated as the last. */
export const Ring = Type.Array(
  Type.Array(Type.Number({ 'x-unit': 'degree WGS84' }), { minItems: 2, maxItems: 2 }),
  { minItems: 4, description: 'one closed ring of positions [lon, lat] in degrees WGS84' },
);

/** A class of the catalogue: never the code alone, since component 01001 and matter 01001 both exist (B-5.1). */
export const Category = Type.Object({
  standard: Type.String({
    pattern: '^[A-Za-z0-9./-]+$',
    maxLength: 40,
    description: 'a standard, such as GB/T-47678.5',
  }),
  kind: Type.Enum(['component', 'matter']),
  code: Type.String({ pattern: '^[0-9]{5}$', description: 'a code of 5 digits' }),
});

export const Severity = Type.Enum(['normal', 'urgent']);

/** The four clock kinds of city management (B-5.3). */
export const ClockKind = Type.Enum(['urgent_hours', 'work_hours', 'work_days', 'natural_days']);

/** Where an incident is, in the words people use for it. */
export const IncidentStage = Type.Enum([
  'reported',
  'classified',
  'located',
  'routed',
  'dispatched',
  'accepted',
  'returned',
  'completed',
  'checked',
  'parked',
  'closed',
  'voided',
]);

/** Stages that have a clock of their own. */
export const ClockStage = Type.Enum(['triage', 'dispatch', 'handling', 'check']);
