import {
  AreaPath,
  assessmentEvents,
  BusinessDay,
  cleanerEvents,
  Ids,
  Id,
  PayKind,
  Month,
  Score,
} from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { type Static, type TObject, Type } from 'typebox';
import { slipOf } from './payroll.ts';

type Of = { readonly worker: string; readonly month: string };
const result = { event: Id, score: Score, evidence: Ids, areaPath: AreaPath };

/** Results of months as sanitation closed them (S-04); what was corrected afterwards is an adjustment, and stands not here. */
export const assessmentResults = view('assessment-results', 1, {
  of: { AssessmentMonthClosed: assessmentEvents.AssessmentMonthClosed },
  document: result,
  key: ({ data }) => slipOf(data),
  on: {
    AssessmentMonthClosed: (_, { id, data: { score, evidence }, metadata }) => ({
      ...{ event: id, score, evidence },
      areaPath: metadata.areaPath ?? '',
    }),
  },
});

const payee = {
  leftOn: Type.Optional(BusinessDay),
  jobs: Type.Array(Type.Object({ kind: PayKind, areaPath: AreaPath, from: Month })),
};

/** Who stands on the roll of sanitation, as what and where (S-18). */
export const payees = view('payees', 1, {
  of: cleanerEvents,
  document: payee,
  key: ({ data }) => data.cleaner,
  on: {
    CleanerHired: (_, { data: { kind, areaPath, validFrom } }) => ({
      jobs: [{ kind, areaPath, from: validFrom.slice(0, 7) }],
    }),
    CleanerTransferred: (doc, { data: { kind, areaPath, validFrom } }) =>
      doc && { ...doc, jobs: [...doc.jobs, { kind, areaPath, from: validFrom.slice(0, 7) }] },
    CleanerDismissed: (doc, { data: { validTo } }) => doc && { ...doc, leftOn: validTo },
  },
});

export async function resultIn(
  of: Of,
  look: Look,
): Promise<Known<Static<TObject<typeof result>>> | undefined> {
  const at = await look.view('assessment-results');
  const [facet] = await at.get<Static<TObject<typeof result>>>('assessment-results', slipOf(of));
  return factOf(at, facet?.body);
}

/** As what and where somebody worked at the end of a month. */
export async function payeeIn({ worker, month }: Of, look: Look) {
  const at = await look.view('payees');
  const [facet] = await at.get<Static<TObject<typeof payee>>>('payees', worker);
  const { jobs = [], leftOn } = facet?.body ?? {};
  const job = jobs.findLast(({ from }) => from <= month);
  return factOf(at, job && { ...job, ...(leftOn !== undefined && { leftOn }) });
}
