import type { Facet } from '@linli/read-models';
import type { FeedItem } from '../api.ts';
import type { IncidentRow } from '../views/board/incident-row.ts';
import { categoryAt, type IncidentFacts } from '../views/board/incident-facts.ts';
import { gridCodeOf, ticketOf } from '../views/board/incident-event.ts';

/** A line of the feed as screens get it: the stored row and what was known of its incident at that event. */
export function feedItem(
  row: Facet<IncidentRow>,
  facts: IncidentFacts | undefined,
  cursor: string,
): FeedItem {
  const { type, incident, area, unit, reason, clock } = row.body;
  const category = categoryAt(facts, row.position);
  const gridCode = gridCodeOf(area);
  return {
    cursor,
    position: row.position,
    recordedAt: new Date(row.recordedAt).toISOString(),
    type,
    incidentId: incident,
    ticket: ticketOf(incident),
    ...(area === undefined ? {} : { areaPath: area }),
    ...(gridCode === undefined ? {} : { gridCode }),
    ...(category === undefined ? {} : { category }),
    ...(facts === undefined ? {} : { severity: facts.severity, channel: facts.channel }),
    ...(unit === undefined ? {} : { unit }),
    ...(clock === undefined ? {} : { clock: clockOf(clock) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function clockOf({ stage, due, missed }: NonNullable<IncidentRow['clock']>): NonNullable<FeedItem['clock']> {
  return { stage, ...(due === undefined ? {} : { due }), ...(missed === undefined ? {} : { missed }) };
}
