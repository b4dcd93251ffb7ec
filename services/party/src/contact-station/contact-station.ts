import { contactStationEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type { PartyOrg } from '../party-org/party-org.ts';
import type * as commands from './contact-station.commands.ts';

/** A station as far as its rules ask. */
interface ContactStation {
  readonly areaPath?: string;
  readonly validFrom: string;
  readonly instructors: readonly string[];
}

interface Facts {
  readonly area: { readonly level: string };
  readonly org: PartyOrg;
}

/** A station for party members in a grid, and its instructors (P-14), stream `contact-station-<id>`. */
export const contactStation = aggregate<typeof commands, ContactStation, Facts>()(
  'contact-station',
  contactStationEvents,
  {
    initial: { validFrom: '', instructors: [] },
    areaPath: ({ areaPath }) => areaPath,
    evolve: {
      ContactStationOpened: (station, { areaPath, validFrom }) => ({ ...station, areaPath, validFrom }),
      InstructorSeconded: (station, { instructor }) => ({
        ...station,
        instructors: [...station.instructors, instructor],
      }),
    },
    decide: {
      OpenContactStation(command, { areaPath }, { known: { area, org } }) {
        if (areaPath !== undefined)
          return refuse('P-14', 'opened-before', 'the station has been opened before');
        // P-14: a station lies in a grid, so that the map can show it.
        if (area?.level !== 'grid')
          return refuse('P-14', 'not-in-a-grid', `${command.areaPath} is no grid`, 'areaPath');
        if (org?.areaPath === undefined)
          return refuse('P-14', 'org-unknown', `${command.org} is not established`, 'org');
        return accept({ type: 'ContactStationOpened', data: command });
      },
      SecondInstructor(command, { areaPath, validFrom, instructors }) {
        if (areaPath === undefined)
          return refuse('P-14', 'contact-station-unknown', 'no such station has been opened');
        if (instructors.includes(command.instructor))
          return refuse('P-14', 'seconded-before', 'who is named works at the station', 'instructor');
        if (command.validFrom < validFrom)
          return refuse('P-14', 'day-too-early', `the station is open from ${validFrom} on`, 'validFrom');
        return accept({ type: 'InstructorSeconded', data: command });
      },
    },
  },
);
