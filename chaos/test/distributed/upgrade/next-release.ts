/** A text of a source file and what the next release has in its place. The text stands there once. */
export interface Edit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The next release of the published language, as its page tells to make one. `IncidentReported` has one more field that
 * may be left out: a minor version. `IncidentParked` names its reason otherwise: a major version, with its upcaster.
 */
const language: readonly Edit[] = [
  {
    file: 'libs/contracts/src/incidents/incident.ts',
    before: `      severity: Severity,
      source: Type.Optional(Source),`,
    after: `      severity: Severity,
      intake: Type.Optional(Type.Enum(['street', 'desk'])),
      source: Type.Optional(Source),`,
  },
  {
    file: 'libs/contracts/src/incidents/incident.ts',
    before: "shows: ['channel', 'severity', 'category', 'point'],",
    after: "shows: ['intake', 'channel', 'severity', 'category', 'point'],",
  },
  {
    file: 'libs/contracts/src/incidents/incident.ts',
    before: `    data: { reason: Reason },
    shows: ['reason'],
    example: { reason: 'waiting_for_reporter' },`,
    after: `    version: 2,
    data: { waitsFor: Reason },
    shows: ['waitsFor'],
    example: { waitsFor: 'waiting_for_reporter' },`,
  },
  {
    file: 'libs/contracts/src/registry.ts',
    before: "import { incidentEvents } from './incidents/incident.ts';",
    after: `import { Type } from 'typebox';
import { Reason } from './fields.ts';
import { incidentEvents } from './incidents/incident.ts';`,
  },
  {
    file: 'libs/contracts/src/registry.ts',
    before: 'const earlierVersions: readonly EventDefinition[] = [];',
    after: `const earlierVersions: readonly EventDefinition[] = [
  {
    ...incidentEvents.IncidentParked,
    version: 1,
    data: Type.Object({ reason: Reason }),
    examples: [{ reason: 'waiting_for_reporter' }],
  },
];`,
  },
  {
    file: 'libs/contracts/src/event-upcasters.ts',
    before: 'export const eventUpcasters: readonly Upcaster[] = [];',
    after: `export const eventUpcasters: readonly Upcaster[] = [
  {
    type: 'IncidentParked',
    from: 1,
    to: 2,
    upcast: (data) => ({ waitsFor: (data as { readonly reason: string }).reason }),
  },
];`,
  },
];

/** The service of incidents says what the new versions can say. */
const incidents: readonly Edit[] = [
  {
    file: 'services/incidents/src/incident/incident.ts',
    before: "{ type: 'IncidentReported', data: report },",
    after: `{
            type: 'IncidentReported',
            data: { ...report, intake: report.channel === 'grid_worker' ? 'street' : 'desk' },
          },`,
  },
  {
    file: 'services/incidents/src/incident/incident.ts',
    before: "{ type: 'IncidentParked', data: { reason } }",
    after: "{ type: 'IncidentParked', data: { waitsFor: reason } }",
  },
];

/** The operations centre shows what the new versions say: its board is of a new version, and is built anew. */
const operations: readonly Edit[] = [
  {
    file: 'services/operations/src/views/incident-board.ts',
    before: 'version: 1,',
    after: 'version: 2,',
  },
  {
    file: 'services/operations/src/readers/feed-item.ts',
    before: 'const { type, incident, area, unit, reason, clock } = row.body;',
    after: 'const { type, incident, area, unit, clock, intake, waitsFor, reason = waitsFor } = row.body;',
  },
  {
    file: 'services/operations/src/readers/feed-item.ts',
    before: '...(reason === undefined ? {} : { reason }),',
    after: '...(reason === undefined ? {} : { reason }), ...(intake === undefined ? {} : { intake }),',
  },
];

/** What the next release changes in the sources. */
export const nextRelease: readonly Edit[] = [...language, ...incidents, ...operations];
