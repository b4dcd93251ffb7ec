import { serviceStandardEvents, shanghaiDay } from '@linli/contracts';
import { accept, aggregate, refuse, type Refusal } from '@linli/event-sourcing';
import type * as commands from './service-standard.commands.ts';

interface ServiceStandard {
  /** 0 before the first. */
  readonly version: number;
  readonly areaPath?: string;
  /** First day of the last version. */
  readonly validFrom?: string;
}

/** What services of a kind have to be like, stream `service-standard-<norm>`. */
export const serviceStandard = aggregate<typeof commands, ServiceStandard>()(
  'service-standard',
  serviceStandardEvents,
  {
    initial: { version: 0 },
    areaPath: ({ areaPath }) => areaPath,
    evolve: {
      ServiceStandardDefined: (_, { version, areaPath, validFrom }) => ({ version, areaPath, validFrom }),
      ServiceStandardRevised: (standard, { version, validFrom }) => ({ ...standard, version, validFrom }),
    },
    decide: {
      DefineServiceStandard(command, { version }, { at }) {
        if (version > 0)
          return refuse('R-43', 'defined-before', 'the standard has been defined; revise it', 'norm');
        return (
          past(command.validFrom, at) ??
          accept({ type: 'ServiceStandardDefined', data: { ...command, version: 1 } })
        );
      },
      ReviseServiceStandard(command, { version, validFrom = '' }, { at }) {
        if (version === 0)
          return refuse('R-43', 'service-standard-unknown', 'no standard of this kind has been defined');
        if (command.validFrom <= validFrom)
          return refuse('R-43', 'not-later', `version ${version} holds from ${validFrom} on`, 'validFrom');
        return (
          past(command.validFrom, at) ??
          accept({ type: 'ServiceStandardRevised', data: { ...command, version: version + 1 } })
        );
      },
    },
  },
);

/** what was opened is judged by the version of its day, so no version changes days that are over. */
function past(validFrom: string, at: number): Refusal | undefined {
  const today = shanghaiDay(at);
  if (validFrom >= today) return undefined;
  return refuse('R-43', 'in-the-past', `a standard holds from ${today} on at the earliest`, 'validFrom');
}
