import {
  AreaPath,
  BusinessDay,
  Instant,
  LocalCode,
  PatrolId,
  patrolTrackEvents,
  Point,
  shanghaiDay,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { patrolTrack } from './patrol-track.ts';

const Position = Type.Object({ takenAt: Instant, point: Point, gridCode: LocalCode });

/** Where patrols were day by day; a track lies where its patrol was last (I-08, for RM-I3). */
export const patrolTracks = view('patrol-tracks', 1, {
  of: patrolTrackEvents,
  stream: patrolTrack,
  document: {
    patrol: PatrolId,
    day: BusinessDay,
    areaPath: AreaPath,
    positions: Type.Array(Position, { description: 'in the order they were taken' }),
  },
  fields: { areaPath: 'text', day: 'text', patrol: 'text' },
  indexes: [['areaPath'], ['day', 'areaPath'], ['patrol', 'day']],
  on: {
    PatrolPositionRecorded(track, { data: { patrol, areaPath, ...position } }) {
      const positions = [...(track?.positions ?? []), position].sort((one, other) =>
        one.takenAt < other.takenAt ? -1 : 1,
      );
      const isLast = positions.at(-1) === position;
      return {
        patrol,
        day: shanghaiDay(Date.parse(position.takenAt)),
        areaPath: isLast ? areaPath : (track?.areaPath ?? areaPath),
        positions,
      };
    },
  },
  doors: {
    list: 'GET /v1/patrol-tracks',
    one: 'GET /v1/patrol-tracks/:track',
    may: 'patrol.watch',
    summary: 'Where patrols below an area were, day by day',
    filters: { day: BusinessDay, patrol: PatrolId },
    unknown: 'patrol-track-unknown',
  },
});
