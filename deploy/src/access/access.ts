import type { ContextName } from '@linli/contracts';

/** What one service does with the topics of the city. */
export interface ServiceAccess {
  /** The service, which is also its principal, the name of its SCRAM user. */
  readonly service: string;
  /** The context whose events it decides and publishes; a service that only reads has none. */
  readonly publishes?: ContextName;
  /** The contexts it follows besides its own. Its own it reads from its own log. */
  readonly reads: readonly ContextName[];
}

/**
 * Who publishes and who reads: the one table that principals, users, topics and rights on the broker come from. What
 * does not stand here, no service may do.
 */
export const ACCESS: readonly ServiceAccess[] = [
  { service: 'residents', publishes: 'residents', reads: ['party'] },
  { service: 'party', publishes: 'party', reads: ['residents', 'incidents', 'sanitation', 'finance'] },
  { service: 'sanitation', publishes: 'sanitation', reads: ['residents'] },
  { service: 'finance', publishes: 'finance', reads: ['residents', 'incidents', 'sanitation'] },
  { service: 'incidents', publishes: 'incidents', reads: ['residents', 'party', 'sanitation', 'finance'] },
  { service: 'operations', reads: ['residents', 'incidents', 'party'] },
];
