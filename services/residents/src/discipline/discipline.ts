import { disciplineEvents, residentsPolicyEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import type { ServiceCase } from '../service-case/service-case.ts';
import type * as commands from './discipline.commands.ts';

/** A breach as far as its rules ask. */
interface DisciplineBreach {
  readonly areaPath?: string;
  readonly recordedBy?: string;
  readonly overturned?: true;
}

/** The bans; three of the six are told by a clock of a case. */
export const serviceBans = versionedPolicy('service-bans', residentsPolicyEvents.ServiceBansSet, {
  row: 'R-09',
  judges: 'opening',
  first: {
    version: 1,
    bans: [
      { ban: 'no_delay', mark: 'delayed' },
      { ban: 'no_backlog', mark: 'backlogged' },
      { ban: 'no_stranding', mark: 'stranded' },
      { ban: 'no_harm_to_the_whole' },
      { ban: 'no_bad_attitude' },
      { ban: 'no_breach_of_rules' },
    ],
  },
  fault({ bans }) {
    const twice = firstDouble(bans.map(({ ban }) => ban));
    if (twice === undefined) return undefined;
    return refuse('R-09', 'ban-twice', `${twice} stands in the list twice`, 'bans');
  },
});

/** A breach of the six bans by somebody who works for residents, stream `discipline-<id>`. */
export const discipline = aggregate<typeof commands, DisciplineBreach, { case: ServiceCase }>()(
  'discipline',
  disciplineEvents,
  {
    initial: {},
    areaPath: ({ areaPath }) => areaPath,
    evolve: {
      DisciplineBreachRecorded: (_, { areaPath, recordedBy }) => ({ areaPath, recordedBy }),
      DisciplineBreachOverturned: (before) => ({ ...before, overturned: true }),
    },
    decide: {
      RecordDisciplineBreach(command, { areaPath }, { by, known, policy }) {
        if (areaPath !== undefined)
          return refuse('R-09', 'recorded-before', 'the breach has been recorded before');
        const { bans, version } = policy(serviceBans);
        const found = bans.find(({ ban }) => ban === command.ban);
        if (found === undefined)
          return refuse(
            'R-09',
            'ban-unknown',
            `the bans are ${bans.map(({ ban }) => ban).join(', ')}`,
            'ban',
          );
        // what a clock can tell, a clock has to have told.
        if (found.mark !== undefined && !known.case?.found.includes(found.mark))
          return refuse(
            'R-09',
            'clock-shows-nothing',
            `no case is named whose clock says ${found.mark}`,
            'case',
          );
        const data = { ...command, recordedBy: by.subject, policy: version };
        return accept({ type: 'DisciplineBreachRecorded', data });
      },
      AppealDisciplineBreach({ reason }, { areaPath, recordedBy, overturned }, { by }) {
        if (areaPath === undefined)
          return refuse('R-09', 'discipline-unknown', 'no such breach has been recorded');
        if (overturned) return refuse('R-09', 'overturned-before', 'the breach counts no longer');
        // an appeal is heard by somebody else than who recorded the breach.
        if (recordedBy === by.subject)
          return refuse('R-09', 'own-record', 'who recorded the breach does not hear the appeal');
        return accept({ type: 'DisciplineBreachOverturned', data: { reason } });
      },
    },
  },
);
