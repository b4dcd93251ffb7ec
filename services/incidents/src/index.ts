export { IncidentsModule } from './incidents.module.ts';
export { incidentIdOf, incidentStream } from './incident/incident.id.ts';
export { installDefaultPolicies } from './policy/default-policies.ts';
