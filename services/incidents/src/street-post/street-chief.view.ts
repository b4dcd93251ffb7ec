import {
  Along,
  AreaPath,
  BusinessDay,
  ChiefId,
  prefixesOf,
  streetChiefEvents,
  StreetId,
} from '@linli/contracts';
import { type Look, view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import { streetChief } from './street-chief.ts';

const State = Type.Enum(['held', 'vacant']);
const place = { street: StreetId, areaPath: AreaPath, along: Along };
/** From a day on, up to and without the day `validTo`. */
const held = {
  chief: ChiefId,
  along: Along,
  validFrom: BusinessDay,
  validTo: Type.Optional(BusinessDay),
};
const document = { street: StreetId, areaPath: AreaPath, chiefs: Type.Array(Type.Object(held)) };
type Street = Static<Type.TObject<typeof document>>;

/** Streets with their chief on a day (I-05). */
export const streetChiefs = view('street-chiefs', 1, {
  of: streetChiefEvents,
  stream: streetChief,
  document,
  item: { ...place, state: State, chief: Type.Optional(ChiefId), since: BusinessDay },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    StreetChiefAppointed: (before, { data: { street, areaPath, ...held } }) => ({
      street,
      areaPath,
      chiefs: [...(before?.chiefs ?? []), held],
    }),
    StreetChiefRelieved: (before, { data: { validTo } }) =>
      before && {
        ...before,
        chiefs: before.chiefs.map((held) => (held.validTo === undefined ? { ...held, validTo } : held)),
      },
  },
  doors: {
    list: 'GET /v1/street-chiefs',
    one: 'GET /v1/street-chiefs/:street',
    may: 'operations.read',
    summary: 'Streets that lie in an area, with their chief on a day',
    unknown: 'street-chief-unknown',
    show({ street, areaPath, chiefs }, on) {
      const last = chiefs.findLast(({ validFrom }) => validFrom <= on);
      if (last === undefined) return undefined;
      const { along, chief, validFrom, validTo } = last;
      return validTo === undefined || on < validTo
        ? { street, areaPath, along, state: 'held' as const, chief, since: validFrom }
        : { street, areaPath, along, state: 'vacant' as const, since: validTo };
    },
  },
});

/** The chief of the street that a place lies on, on an Asia/Shanghai day; the first by its id where streets meet. */
export async function chiefOf(areaPath: string, day: string, look: Look): Promise<string | undefined> {
  const at = await look.view('street-chiefs');
  const streets = await at.find<Street>('street-chiefs', {
    where: [{ field: 'areaPath', op: 'in', value: prefixesOf(areaPath) }],
    limit: 1_000,
  });
  for (const { body } of streets) {
    const held = body.chiefs.findLast(({ validFrom }) => validFrom <= day);
    const isOn = held?.along.some((place) => areaPath.startsWith(place));
    if (held !== undefined && isOn && (held.validTo === undefined || day < held.validTo)) return held.chief;
  }
  return undefined;
}
