import { describe, test } from '@jest/globals';
import type { IncidentEvent } from '@linli/contracts';
import { after, classified, grid, located, now, reported, routed } from '../../test/incident-samples.ts';

const known = { rosterPosition: 'party:42' };
const answering = (holder?: string, areaPath = grid.areaPath) =>
  ({
    type: 'RouteIncident',
    answering: { areaPath, ...(holder !== undefined && { holder }), ...known },
  }) as const;
const goesTo = (found: object): readonly IncidentEvent[] => [
  { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1, ...found } },
  ...routed.slice(4),
];
const reroute = (holder?: string) =>
  ({
    type: 'RerouteIncident',
    answering: { ...(holder !== undefined && { holder }), rosterPosition: 'party:47' },
  }) as const;
const rerouted = (holder?: string): IncidentEvent => ({
  type: 'IncidentRerouted',
  data: { ...(holder !== undefined && { holder }), rosterPosition: 'party:47' },
});
const ready = after(reported, classified, located);
const held = ready.events(...goesTo({ holder: 'h-1', ...known }));

describe('P-02 X6: whom an incident goes to', () => {
  test('P-02: with the route stands who answers, and how far posts were known', () => {
    ready.when(answering('h-1'), now).then(...goesTo({ holder: 'h-1', ...known }));
    ready.when(answering(), now).then(...goesTo(known));
    ready.when({ type: 'RouteIncident' }, now).then(...goesTo({}));
  });

  test('P-02: who answers for another place does not answer for this one', () => {
    const elsewhere = '42/01/05/011/010/A1/B07/U021/G0432/';
    ready.when(answering('h-1', elsewhere), now).then(...goesTo({}));
  });

  test('B-5.2: it is rerouted to another, or to nobody, and once', () => {
    held.when(reroute('h-2'), now).then(rerouted('h-2'));
    held.when(reroute(), now).then(rerouted());
    held.when(reroute('h-1'), now).thenNothing();
    held.events(rerouted('h-2')).when(reroute('h-2'), now).thenNothing();
    held.events(rerouted()).when(reroute(), now).thenNothing();
  });

  test('B-5.2: what has not been routed, and what is over, is not rerouted', () => {
    ready.when(reroute('h-2'), now).thenNothing();
    const closed: IncidentEvent = { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'error' } };
    held.events(closed).when(reroute('h-2'), now).thenNothing();
  });
});
