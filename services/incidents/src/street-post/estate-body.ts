import { type EstateBodyEvent, estateBodyEvents, EstateId } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse } from '@linli/event-sourcing';
import type * as commands from './estate-body.commands.ts';
import type { Estate } from './estates.view.ts';

/** The body of an estate as far as its rules ask. */
interface Body {
  readonly areaPath?: string;
  readonly reps: readonly string[];
}

interface Facts {
  readonly estate: Estate;
}

/** Station and residents manage an estate without a property firm (I-26), stream `estate-body-<estate>`. */
export const estateBody = aggregate<typeof commands, Body, Facts>()('estate-body', estateBodyEvents, {
  id: EstateId,
  initial: { reps: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    EstateBodyFormed: (body, { areaPath }) => ({ ...body, areaPath }),
    EstateRepAppointed: (body, { rep }) => ({ ...body, reps: [...body.reps, rep] }),
    EstatePatrolStarted: (body) => body,
  },
  decide: {
    FormEstateBody(command, { areaPath }, { known: { estate } }) {
      if (areaPath !== undefined) return refuse('I-26', 'formed-before', 'the estate has a body', 'estate');
      if (estate === undefined)
        return refuse('I-26', 'estate-unknown', 'no such estate is registered', 'estate');
      return accept({ type: 'EstateBodyFormed', data: { ...command, areaPath: estate.areaPath } });
    },
    AppointEstateRep(command, { areaPath, reps }) {
      if (areaPath === undefined) return unknown();
      if (reps.includes(command.rep))
        return refuse('I-26', 'appointed-before', 'who is named belongs to the body', 'rep');
      return accept({ type: 'EstateRepAppointed', data: command });
    },
    StartEstatePatrol({ rep }, { areaPath, reps }) {
      if (areaPath === undefined) return unknown();
      // I-26: station and residents patrol together, or not at all.
      if (reps.length === 0)
        return refuse('I-26', 'no-resident-rep', 'a body without a resident does not patrol');
      if (!reps.includes(rep))
        return refuse('I-26', 'not-a-rep', 'who is named does not belong to the body', 'rep');
      return accept({ type: 'EstatePatrolStarted', data: { rep } });
    },
  },
});

function unknown(): Decision<EstateBodyEvent> {
  return refuse('I-26', 'estate-body-unknown', 'the estate has no body');
}
