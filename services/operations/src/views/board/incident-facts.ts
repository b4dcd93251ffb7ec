import type { CollectionProjection } from '@linli/read-models';
import type { CategoryRef } from '../../api.ts';
import { incidentOf, type RecordedIncidentsEvent } from './incident-event.ts';

/**
 * What every line about an incident wants to say beside its own event. The category is kept with the position it holds
 * from, so that one lookup of the latest document answers for any line of the past.
 */
export interface IncidentFacts {
  readonly reportedAt: number;
  readonly severity: 'normal' | 'urgent';
  readonly channel: string;
  readonly categories: readonly ({ readonly from: number } & CategoryRef)[];
}

export const incidentFacts: CollectionProjection<IncidentFacts> = {
  name: 'incident-facts',
  fields: {},
  indexes: [],
  keys(event) {
    if (event.type !== 'IncidentReported' && event.type !== 'IncidentClassified') return [];
    const incident = incidentOf(event);
    return incident === undefined ? [] : [incident];
  },
  evolve: (facts, event) => evolve(facts, event as RecordedIncidentsEvent),
  index: () => ({}),
};

function evolve(facts: IncidentFacts | undefined, event: RecordedIncidentsEvent): IncidentFacts | undefined {
  if (event.type === 'IncidentReported') {
    const { severity, channel, category } = event.data;
    const categories = category === undefined ? [] : [{ from: event.position, ...category }];
    return { reportedAt: event.recordedAt, severity, channel, categories };
  }
  if (event.type !== 'IncidentClassified' || facts === undefined) return facts;
  const before = facts.categories.at(-1);
  const { category } = event.data;
  // The class the reporter had chosen was right: nothing new to know.
  if (before !== undefined && sameCategory(before, category)) return facts;
  return { ...facts, categories: [...facts.categories, { from: event.position, ...category }] };
}

/** All three parts: component 01001 and matter 01001 both exist (B-5.1). */
export function sameCategory(one: CategoryRef, other: CategoryRef): boolean {
  return one.code === other.code && one.kind === other.kind && one.standard === other.standard;
}

/** The category that held when the event at this position had happened. */
export function categoryAt(facts: IncidentFacts | undefined, position: number): CategoryRef | undefined {
  const found = facts?.categories.findLast(({ from }) => from <= position);
  return found && { standard: found.standard, kind: found.kind, code: found.code };
}
