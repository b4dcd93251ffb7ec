import { Id, supervisionNoteEvents, TownshipCode } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { supervisionNote } from './supervision-note.ts';

/** What communities have told their townships (R-50, RM-F4). */
export const supervisionNotes = view('supervision-notes', 1, {
  of: supervisionNoteEvents,
  stream: supervisionNote,
  document: { id: Id, ...supervisionNoteEvents.SupervisionNoteRaised.data.properties },
  fields: { areaPath: 'text', township: 'text' },
  indexes: [['areaPath'], ['township']],
  on: { SupervisionNoteRaised: (_, { data }, id) => ({ id, ...data }) },
  doors: {
    list: 'GET /v1/supervision-notes',
    may: 'operations.read',
    summary: 'What communities below an area have told their townships',
    filters: { township: TownshipCode },
  },
});
