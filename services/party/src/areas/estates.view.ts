import { AreaPath, estateEvents } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const estate = { areaPath: AreaPath };
type Estate = Static<Type.TObject<typeof estate>>;

const stream = 'estate-';
const { EstateRegistered } = estateEvents;

/** Estates, as the events of sanitation tell of them. */
export const partyEstates = view('party-estates', 1, {
  of: { EstateRegistered },
  document: estate,
  key: ({ streamId }) => streamId.slice(stream.length),
  on: { EstateRegistered: (_, { data: { areaPath } }) => ({ areaPath }) },
});

/** The estate that a command names, as far as sanitation's events are known. */
export async function estateOf(
  { estate }: { readonly estate: string },
  look: Look,
): Promise<Known<Estate> | undefined> {
  const at = await look.view('party-estates');
  const [found] = await at.get<Estate>('party-estates', estate);
  return factOf(at, found?.body);
}
