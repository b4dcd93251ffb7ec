import { incidentEvents } from '@linli/contracts';
import { derivedId, view, type Look } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import type { ReportIncident } from '../incident/incident.commands.ts';
import { incident } from '../incident/incident.ts';

const document = { incidentId: Type.String() };
type Earlier = Static<Type.TObject<typeof document>>;

/** An incident that another system has sent is named after what it is called there. */
function namedAfter(tenant: string, { system, reference }: NonNullable<ReportIncident['source']>): string {
  return derivedId(tenant, 'incident', system, reference);
}

/** Incidents from before they were named so: they keep the ids they have. What has come since adds nothing. */
export const earlierSources = view('incidents-earlier-sources', 1, {
  of: incidentEvents,
  document,
  key({ data, streamId, metadata }) {
    const source = 'source' in data ? data.source : undefined;
    const isNamed = source && incident.idOf(streamId) === namedAfter(metadata.tenant, source);
    return source === undefined || isNamed ? undefined : keyOf(source);
  },
  on: {
    // The first that came under a source is the one that its repetitions are answered with.
    IncidentReported: (before, { streamId }) => before ?? { incidentId: incident.idOf(streamId) ?? '' },
  },
});

/** The incident that a source has opened, or opens now; undefined for a report that names none. */
export async function incidentOfSource(
  { source }: ReportIncident,
  tenant: string,
  look: Look,
): Promise<string | undefined> {
  if (source === undefined) return undefined;
  const earlier = await look.view('incidents-earlier-sources');
  const [found] = await earlier.get<Earlier>('incidents-earlier-sources', keyOf(source));
  return found?.body.incidentId ?? namedAfter(tenant, source);
}

function keyOf({ system, reference }: NonNullable<ReportIncident['source']>): string {
  return `${system}/${reference}`;
}
