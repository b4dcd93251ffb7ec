import { supervisionNoteEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type { DutyList } from '../duty-list/duty-list.ts';
import type * as commands from './supervision-note.commands.ts';

interface SupervisionNote {
  readonly areaPath?: string;
}

/** What a community tells its township of the township's duties, stream `supervision-note-<id>`. */
export const supervisionNote = aggregate<typeof commands, SupervisionNote, { list: DutyList }>()(
  'supervision-note',
  supervisionNoteEvents,
  {
    initial: {},
    areaPath: ({ areaPath }) => areaPath,
    evolve: { SupervisionNoteRaised: (_, { areaPath }) => ({ areaPath }) },
    decide: {
      RaiseSupervisionNote(command, { areaPath }, { known: { list } }) {
        if (areaPath !== undefined) return refuse('R-50', 'raised-before', 'the note has been raised before');
        if (list?.areaPath === undefined)
          return refuse('R-50', 'duty-list-unknown', 'the township has published no list', 'township');
        // it is the community that supervises, and the township that is supervised.
        if (!command.areaPath.startsWith(list.areaPath) || command.areaPath === list.areaPath)
          return refuse('R-50', 'not-a-community', 'it is no community of the township', 'areaPath');
        // G-22: what the township must not do is supervised as well as what it has to do.
        if (!list.entries.some((entry) => entry.level === 'township' && entry.service === command.service))
          return refuse('R-50', 'not-on-list', 'the list says nothing of it for the township', 'service');
        return accept({ type: 'SupervisionNoteRaised', data: { ...command, version: list.version } });
      },
    },
  },
);
