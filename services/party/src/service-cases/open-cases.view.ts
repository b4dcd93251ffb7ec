import { AreaPath, serviceCaseEvents, ServiceCaseId } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { type Static, type TObject, Type } from 'typebox';

const State = Type.Enum(['open', 'closed']);
const document = { id: ServiceCaseId, areaPath: AreaPath, state: State };
type KnownCase = Static<TObject<typeof document>>;

const prefix = 'service-case-';

/** Service cases of residents as far as a pledge may settle them (P-08). */
export const openCases = view('open-cases', 1, {
  of: serviceCaseEvents,
  document,
  key: ({ streamId }) => (streamId.startsWith(prefix) ? streamId.slice(prefix.length) : undefined),
  fields: { areaPath: 'text', state: 'text' },
  indexes: [['state', 'areaPath'], ['areaPath']],
  on: {
    ServiceCaseOpened: (_, { metadata: { areaPath = '' } }, id) => ({ id, areaPath, state: 'open' as const }),
    ServiceCaseClosed: (known) => known && { ...known, state: 'closed' as const },
  },
  doors: {
    list: 'GET /v1/open-cases',
    one: 'GET /v1/open-cases/:id',
    may: 'pledge.keep',
    summary: 'Service cases below an area, as far as they are known to who keeps the pledges',
    filters: { state: State },
    unknown: 'case-unknown',
  },
});

/** What residents have said of a case, as far as the view has absorbed it. */
export async function caseNamed(
  command: { readonly case: string },
  look: Look,
): Promise<Known<KnownCase> | undefined> {
  const at = await look.view('open-cases');
  const [found] = await at.get<KnownCase>('open-cases', command.case);
  return factOf(at, found?.body);
}
