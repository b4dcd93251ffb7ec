import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, Name, within } from '../fields.ts';
import { OrgCode } from './party-org.ts';

export const InstructorId = within(Id, { description: 'the pseudonym of an instructor' });

export const contactStationEvents = defineEvents('party', {
  ContactStationOpened: {
    title: ['党员联络服务站设立', 'Contact station opened'],
    description: 'Party members are met and served at a station in a grid.',
    rows: ['P-14'],
    data: { name: Name, areaPath: AreaPath, org: OrgCode, validFrom: BusinessDay },
    shows: ['name', 'org'],
    example: {
      name: '7栋党员联络服务站',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      org: 'jiangxinyuan',
      validFrom: '2012-07-01',
    },
  },
  InstructorSeconded: {
    title: ['党建指导员选派', 'Instructor seconded'],
    description: 'An instructor of party building works at the station from a day on.',
    rows: ['P-14'],
    data: { instructor: InstructorId, validFrom: BusinessDay },
    example: { instructor: 'h-61c4', validFrom: '2012-07-01' },
  },
});

export type ContactStationEvent = EventsOf<typeof contactStationEvents>;
