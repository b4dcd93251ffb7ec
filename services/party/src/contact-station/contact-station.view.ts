import {
  AreaPath,
  BusinessDay,
  contactStationEvents,
  Id,
  InstructorId,
  Name,
  OrgCode,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { contactStation } from './contact-station.ts';

const Instructor = Type.Object({ instructor: InstructorId, validFrom: BusinessDay });
const station = { id: Id, name: Name, areaPath: AreaPath, org: OrgCode, validFrom: BusinessDay };

/** Stations for party members with their instructors; the grid says where on the map (P-14, RM-P1). */
export const contactStations = view('contact-stations', 1, {
  of: contactStationEvents,
  stream: contactStation,
  document: { ...station, instructors: Type.Array(Instructor) },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    ContactStationOpened: (_, { data }, id) => ({ id, ...data, instructors: [] }),
    InstructorSeconded: (station, { data }) =>
      station && { ...station, instructors: [...station.instructors, data] },
  },
  doors: {
    list: 'GET /v1/contact-stations',
    one: 'GET /v1/contact-stations/:id',
    may: 'operations.read',
    summary: 'Stations for party members below an area, with their instructors on a day',
    unknown: 'contact-station-unknown',
    show({ instructors, ...station }, on) {
      if (on < station.validFrom) return undefined;
      return { ...station, instructors: instructors.filter(({ validFrom }) => validFrom <= on) };
    },
  },
});
