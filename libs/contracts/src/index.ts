export * from './recorded-event.ts';
export * from './define-events.ts';
export { closedSchema } from './closed-schema.ts';
export * from './fields.ts';
export * from './personal.ts';
export * from './residents/territory.ts';
export * from './residents/village-cluster.ts';
export * from './residents/disclosure.ts';
export * from './residents/service-case.ts';
export * from './residents/need.ts';
export * from './residents/discipline.ts';
export * from './residents/duty-list.ts';
export * from './residents/service-standard.ts';
export * from './residents/supervision-review.ts';
export * from './residents/motion.ts';
export * from './residents/policies.ts';
export * from './residents/reactions.ts';
export * from './residents/month-of-year.ts';
export * from './residents/care.ts';
export * from './residents/grid-book.ts';
export * from './residents/person-keys.ts';
export * from './residents/resident.ts';
export * from './residents/supervision.ts';
export * from './party/party-org.ts';
export * from './party/accountability.ts';
export * from './party/policies.ts';
export * from './party/reactions.ts';
export * from './party/duty-post.ts';
export * from './party/contact-station.ts';
export * from './party/post.ts';
export * from './party/responsibility-chain.ts';
export * from './party/cobuild.ts';
export * from './incidents/incident.ts';
export * from './incidents/patrol-finding.ts';
export * from './incidents/patrol-track.ts';
export * from './incidents/policies.ts';
export * from './incidents/reactions.ts';
export * from './incidents/reroute.ts';
export * from './incidents/street-post.ts';
export * from './incidents/upper-order.ts';
export * from './sanitation/road-defect.ts';
export * from './sanitation/estate.ts';
export * from './sanitation/segment.ts';
export * from './sanitation/segment-day.ts';
export * from './sanitation/inspection-draw.ts';
export * from './sanitation/assessment.ts';
export * from './sanitation/cleaner.ts';
export * from './sanitation/team.ts';
export * from './sanitation/segment-coverage.ts';
export * from './sanitation/reactions.ts';
export * from './sanitation/policies.ts';
export * from './finance/fund.ts';
export * from './finance/policies.ts';
export * from './finance/ledger-extract.ts';
export * from './finance/delegated-task.ts';
export * from './finance/duty-matrix.ts';
export * from './finance/transfer.ts';
export * from './finance/reactions.ts';
export * from './finance/compensation.ts';
export * from './finance/collective.ts';
export * from './finance/share-book.ts';
export * from './finance/payroll.ts';
export * from './finance/pay-index.ts';
export * from './incidents/ticket.ts';
export * from './registry.ts';
export * from './personal-data.ts';
export { releases } from './releases.ts';
export {
  createEventValidator,
  InvalidEventData,
  validateEvent,
  type ValidateEvent,
} from './validate-event.ts';
export * from './upcasters.ts';
export * from './event-upcasters.ts';
export * from './upcast.ts';
export * from './published-language.ts';
export * from './incidents/catalogue.ts';
export * from './incidents/default-policies.ts';
export {
  type CloudEvent,
  cloudEventType,
  fromCloudEvent,
  InvalidCloudEvent,
  schemaUrl,
  toCloudEvent,
  toEscapedCloudEvent,
  topicOf,
} from './cloud-event.ts';
export * from './kafka-message.ts';
export * from './shanghai-day.ts';
export { holdsForbiddenCharacter } from './escaped-text.ts';
export * from './work-time.ts';
export * from './geo-json.ts';
