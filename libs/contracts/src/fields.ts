import { Type } from 'typebox';

/** Fields that recur in the published language. `x-unit` makes a change of unit an incompatible change. */

export const Instant = Type.String({ format: 'date-time', 'x-unit': 'UTC' });

export const BusinessDay = Type.String({ format: 'date', 'x-unit': 'Asia/Shanghai day' });

/** Prefix path of the national division, extended by the local grid; always ends in `/`. */
export const AreaPath = Type.String({ pattern: '^([0-9A-Za-z]+/)+$', maxLength: 120 });

/** WGS84, equal to CGCS2000 within survey precision; never GCJ-02 (B-5.7). */
export const Point = Type.Object({
  lon: Type.Number({ minimum: -180, maximum: 180, 'x-unit': 'degree WGS84' }),
  lat: Type.Number({ minimum: -90, maximum: 90, 'x-unit': 'degree WGS84' }),
});

/** One closed ring, GeoJSON order (lon, lat), first position repeated as the last. */
export const Ring = Type.Array(
  Type.Array(Type.Number({ 'x-unit': 'degree WGS84' }), { minItems: 2, maxItems: 2 }),
  {
    minItems: 4,
  },
);

/** A class of the catalogue: never the code alone, since component 01001 and matter 01001 both exist (B-5.1). */
export const Category = Type.Object({
  standard: Type.String({ pattern: '^[A-Za-z0-9./-]+$', maxLength: 40 }),
  kind: Type.Enum(['component', 'matter']),
  code: Type.String({ pattern: '^[0-9]{5}$' }),
});

/** The four clock kinds of city management (B-5.3). */
export const ClockKind = Type.Enum(['urgent_hours', 'work_hours', 'work_days', 'natural_days']);

/** Stages that have a clock of their own. */
export const ClockStage = Type.Enum(['triage', 'dispatch', 'handling', 'check']);

export const UnitId = Type.String({ pattern: '^[a-z0-9][a-z0-9:.-]*$', maxLength: 80 });
