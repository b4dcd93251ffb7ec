import type { ContextName, EventDefinition, EventMap } from './define-events.ts';
import { delegatedTaskEvents } from './finance/delegated-task.ts';
import { dutyMatrixEvents } from './finance/duty-matrix.ts';
import { collectiveEvents } from './finance/collective.ts';
import { compensationEvents } from './finance/compensation.ts';
import { fundEvents } from './finance/fund.ts';
import { ledgerExtractEvents } from './finance/ledger-extract.ts';
import { payIndexEvents } from './finance/pay-index.ts';
import { payrollEvents, payScaleEvents } from './finance/payroll.ts';
import { financePolicyEvents } from './finance/policies.ts';
import { financeReactionEvents } from './finance/reactions.ts';
import { transferEvents } from './finance/transfer.ts';
import { dividendEvents, dividendSlipEvents, shareBookEvents } from './finance/share-book.ts';
import { incidentEvents } from './incidents/incident.ts';
import { patrolFindingEvents } from './incidents/patrol-finding.ts';
import { patrolTrackEvents } from './incidents/patrol-track.ts';
import { incidentsPolicyEvents } from './incidents/policies.ts';
import { incidentsReactionEvents } from './incidents/reactions.ts';
import { rerouteEvents } from './incidents/reroute.ts';
import { estateBodyEvents, streetChiefEvents } from './incidents/street-post.ts';
import { contactStationEvents } from './party/contact-station.ts';
import { cobuildEvents } from './party/cobuild.ts';
import { upperOrderEvents } from './incidents/upper-order.ts';
import { accountabilityEvents } from './party/accountability.ts';
import { dutyPostEvents } from './party/duty-post.ts';
import { partyOrgEvents } from './party/party-org.ts';
import { partyPolicyEvents } from './party/policies.ts';
import { careEvents, careMonthEvents } from './residents/care.ts';
import { postEvents } from './party/post.ts';
import { partyReactionEvents } from './party/reactions.ts';
import { disciplineEvents } from './residents/discipline.ts';
import { disclosureEvents } from './residents/disclosure.ts';
import { gridBookEvents } from './residents/grid-book.ts';
import { needEvents, offerEvents } from './residents/need.ts';
import { dutyListEvents, supervisionNoteEvents } from './residents/duty-list.ts';
import { motionEvents, voteEvents } from './residents/motion.ts';
import { personKeyEvents } from './residents/person-keys.ts';
import { residentsPolicyEvents } from './residents/policies.ts';
import { residentsReactionEvents } from './residents/reactions.ts';
import { serviceCaseEvents } from './residents/service-case.ts';
import { householdEvents, residentEvents } from './residents/resident.ts';
import { supervisionEvents } from './residents/supervision.ts';
import { serviceStandardEvents } from './residents/service-standard.ts';
import { supervisionReviewEvents } from './residents/supervision-review.ts';
import { territoryEvents } from './residents/territory.ts';
import { villageClusterEvents } from './residents/village-cluster.ts';
import { assessmentEvents } from './sanitation/assessment.ts';
import { estateEvents } from './sanitation/estate.ts';
import { cleanerEvents } from './sanitation/cleaner.ts';
import { inspectionDrawEvents } from './sanitation/inspection-draw.ts';
import { sanitationPolicyEvents } from './sanitation/policies.ts';
import { sanitationReactionEvents } from './sanitation/reactions.ts';
import { roadDefectEvents } from './sanitation/road-defect.ts';
import { segmentCoverageEvents } from './sanitation/segment-coverage.ts';
import { segmentDayEvents } from './sanitation/segment-day.ts';
import { segmentEvents } from './sanitation/segment.ts';
import { teamEvents } from './sanitation/team.ts';

/** Major versions that nobody writes any more. The log holds them for ever, so their definitions stay. None yet. */
const earlierVersions: readonly EventDefinition[] = [];

/** The events in force, aggregate by aggregate. */
const published: readonly EventMap[] = [
  territoryEvents,
  villageClusterEvents,
  disclosureEvents,
  dutyListEvents,
  supervisionNoteEvents,
  serviceStandardEvents,
  supervisionReviewEvents,
  residentsPolicyEvents,
  residentsReactionEvents,
  careEvents,
  careMonthEvents,
  gridBookEvents,
  serviceCaseEvents,
  needEvents,
  offerEvents,
  disciplineEvents,
  motionEvents,
  voteEvents,
  personKeyEvents,
  residentEvents,
  householdEvents,
  supervisionEvents,
  partyOrgEvents,
  partyPolicyEvents,
  dutyPostEvents,
  cobuildEvents,
  postEvents,
  contactStationEvents,
  partyReactionEvents,
  accountabilityEvents,
  incidentEvents,
  patrolFindingEvents,
  patrolTrackEvents,
  incidentsPolicyEvents,
  incidentsReactionEvents,
  rerouteEvents,
  streetChiefEvents,
  estateBodyEvents,
  upperOrderEvents,
  roadDefectEvents,
  estateEvents,
  sanitationPolicyEvents,
  segmentEvents,
  fundEvents,
  financePolicyEvents,
  ledgerExtractEvents,
  delegatedTaskEvents,
  dutyMatrixEvents,
  transferEvents,
  financeReactionEvents,
  compensationEvents,
  collectiveEvents,
  shareBookEvents,
  dividendEvents,
  dividendSlipEvents,
  segmentDayEvents,
  inspectionDrawEvents,
  assessmentEvents,
  payScaleEvents,
  payrollEvents,
  payIndexEvents,
  cleanerEvents,
  teamEvents,
  segmentCoverageEvents,
  sanitationReactionEvents,
];

/** Every event of the published language, all major versions. */
export const eventDefinitions: readonly EventDefinition[] = [
  ...earlierVersions,
  ...published.flatMap((events) => Object.values(events)),
];

/** The published language has no event of this name, or not in this version: a slip, or an event of a newer release. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
  readonly type: string;
  readonly version: number | undefined;
  constructor(type: string, version?: number) {
    super(`no event ${type}${version === undefined ? '' : ` version ${version}`} in the published language`);
    this.type = type;
    this.version = version;
  }
}

/** Event definitions by name and major version. */
export type DefinitionIndex = ReadonlyMap<string, ReadonlyMap<number, EventDefinition>>;

/**
 * Orders definitions by name, then by major version ascending.
 * Throws when two define the same version of one name, or versions of one name stand in two contexts.
 */
export function indexDefinitions(definitions: readonly EventDefinition[]): DefinitionIndex {
  const index = new Map<string, Map<number, EventDefinition>>();
  for (const definition of [...definitions].sort((one, other) => one.version - other.version)) {
    const { type, version, context } = definition;
    const versions = index.get(type) ?? new Map<number, EventDefinition>();
    if (versions.has(version)) throw new Error(`event ${type} version ${version} is defined twice`);
    for (const other of versions.values())
      if (other.context !== context)
        throw new Error(`event ${type} is defined in two contexts: ${other.context} and ${context}`);
    index.set(type, versions.set(version, definition));
  }
  return index;
}

const index = indexDefinitions(eventDefinitions);

/** The definition of an event, by default in its latest version. Throws `UnknownEventType`. */
export function definitionOf(type: string, version?: number): EventDefinition {
  const versions = index.get(type);
  const definition = version === undefined ? [...(versions?.values() ?? [])].at(-1) : versions?.get(version);
  if (definition === undefined) throw new UnknownEventType(type, version);
  return definition;
}

/** The bounded context that owns an event. Throws `UnknownEventType`. */
export function contextOf(type: string): ContextName {
  return definitionOf(type).context;
}

/** Fields of an event that a line of the live feed shows; none of an event that this language does not have. */
export function showsOf(type: string): readonly string[] {
  return [...(index.get(type)?.values() ?? [])].at(-1)?.shows ?? [];
}
