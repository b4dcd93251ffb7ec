import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { HolderId } from '../party/post.ts';
import { RosterPosition } from './incident.ts';

export const rerouteEvents = defineEvents('incidents', {
  MisrouteFound: {
    title: ['发现错派', 'Misroute found'],
    description:
      'A change of a chain came to be known late, and the incident was routed after it to who no longer answered; it is routed anew.',
    rows: ['P-02'],
    data: {
      incident: Type.String({ format: 'uuid' }),
      holder: Type.Optional(HolderId),
      rosterPosition: RosterPosition,
    },
    example: {
      incident: '0f0e1a52-0000-5000-8000-000000000000',
      holder: 'h-5b19',
      rosterPosition: 'party:47',
    },
  },
});

export type RerouteEvent = EventsOf<typeof rerouteEvents>;
