import { type StreetChiefEvent, streetChiefEvents, StreetId } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import type * as commands from './street-chief.commands.ts';

/** A street as far as its rules ask. */
interface Street {
  readonly areaPath?: string;
  readonly along: readonly string[];
  readonly chief?: string;
  /** Asia/Shanghai day of the last change. */
  readonly since: string;
}

/** The one chief of a street (街长, I-05), stream `street-chief-<street>`. */
export const streetChief = aggregate<typeof commands, Street>()('street-chief', streetChiefEvents, {
  id: StreetId,
  initial: { along: [], since: '' },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    StreetChiefAppointed: (_, { areaPath, along, chief, validFrom }) => ({
      areaPath,
      along,
      chief,
      since: validFrom,
    }),
    StreetChiefRelieved: ({ chief: _, ...street }, { validTo }) => ({ ...street, since: validTo }),
  },
  decide: {
    AppointStreetChief(command, before) {
      const { street, areaPath, along, chief, validFrom } = command;
      if (before.areaPath !== undefined && areaPath !== before.areaPath)
        return refuse('I-05', 'other-area', `the street lies in ${before.areaPath}`, 'areaPath');
      const outside = along.find((place) => !place.startsWith(areaPath));
      if (outside !== undefined)
        return refuse('I-05', 'place-outside', `${outside} does not lie in ${areaPath}`, 'along');
      const double = firstDouble(along);
      if (double !== undefined) return refuse('I-05', 'place-twice', `${double} is named twice`, 'along');
      // I-05: one chief a street; another begins on the day on which the one before him ends.
      if (before.chief === chief)
        return refuse('I-05', 'holds-it', 'who is named is the chief of this street', 'chief');
      const fault = tooEarly(validFrom, before, 'validFrom');
      if (fault !== undefined) return fault;
      const appointed: StreetChiefEvent = { type: 'StreetChiefAppointed', data: command };
      return before.chief === undefined
        ? accept(appointed)
        : accept<StreetChiefEvent>(relieved(street, areaPath, before, before.chief, validFrom), appointed);
    },
    RelieveStreetChief({ validTo }, before, { id }): Decision<StreetChiefEvent> {
      const { areaPath, chief } = before;
      if (areaPath === undefined)
        return refuse('I-05', 'street-chief-unknown', 'the street has never had a chief');
      if (chief === undefined) return refuse('I-05', 'vacant', 'the street has no chief');
      const relief = accept(relieved(id, areaPath, before, chief, validTo));
      return tooEarly(validTo, before, 'validTo') ?? relief;
    },
  },
});

function relieved(
  street: string,
  areaPath: string,
  { along }: Street,
  chief: string,
  validTo: string,
): StreetChiefEvent {
  return { type: 'StreetChiefRelieved', data: { street, areaPath, along: [...along], chief, validTo } };
}

/** Whoever is chief is so for a day at least, and nobody on a day of another. */
function tooEarly(day: string, { chief, since }: Street, field: string): Refusal | undefined {
  if (chief === undefined ? day >= since : day > since) return undefined;
  const right = chief === undefined ? `${since} or later` : `later than ${since}`;
  return refuse('I-05', 'day-too-early', `the day must be ${right}`, field);
}
