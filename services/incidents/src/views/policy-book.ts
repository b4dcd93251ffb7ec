import type { IncidentsEvent, RecordedEvent } from '@linli/contracts';
import { Problem } from '@linli/service-kit';
import type { PolicyVersions } from '../incident/incident.state.ts';
import type { PoliciesInForce } from '../incident/incident.ts';

/** The four policies, by the name of the stream each lives in. */
export type PolicyName = keyof PoliciesInForce;

export const policyNames = ['catalogue', 'deadlines', 'calendar', 'routing'] as const satisfies PolicyName[];

/** The event that brings a version of each policy into force. */
export const policyEvents = {
  catalogue: 'CatalogueVersionActivated',
  deadlines: 'CategoryDeadlinesSet',
  calendar: 'CalendarPublished',
  routing: 'RoutingRulesActivated',
} as const satisfies Record<PolicyName, IncidentsEvent['type']>;

export interface PolicyVersion<Name extends PolicyName = PolicyName> {
  readonly policy: PoliciesInForce[Name];
  /** Where it came into force in the log: it judges what opened behind this position. */
  readonly position: number;
  readonly recordedAt: number;
}

type Shelf = { [Name in PolicyName]: PolicyVersion<Name>[] };

/**
 * Every version of every policy, in memory, so that no command reads a policy stream. A case is judged by the versions
 * in force when it opened (I-02, I-04): those its own events name, and otherwise those that stood in the log before it.
 */
export class PolicyBook {
  readonly #shelf: Shelf = { catalogue: [], deadlines: [], calendar: [], routing: [] };
  #current: PoliciesInForce | undefined;

  /** Takes in an event of a policy stream; one that is known already, or of another kind, changes nothing. */
  absorb(event: RecordedEvent): void {
    for (const name of policyNames) if (policyEvents[name] === event.type) this.#add(name, event);
  }

  /** All versions of a policy, from 1 on. */
  versions<Name extends PolicyName>(name: Name): readonly PolicyVersion<Name>[] {
    return this.#shelf[name];
  }

  /** Whether each policy has a version in force. */
  get complete(): boolean {
    return policyNames.every((name) => this.#shelf[name].length > 0);
  }

  /** What is in force now, for an incident that opens now. Throws a 503 problem before the first versions are there. */
  get current(): PoliciesInForce {
    return (this.#current ??= this.#inForce((name) => this.#shelf[name].at(-1)));
  }

  /**
   * What was in force when an incident opened. Throws a 503 problem when its events name a version this process has not
   * heard of yet.
   */
  whenOpened(openedAt: number | undefined, versions: PolicyVersions): PoliciesInForce {
    return this.#inForce((name) => {
      const shelf = this.#shelf[name] as readonly PolicyVersion[];
      const named = versions[name];
      if (named !== undefined) return shelf[named - 1];
      return openedAt === undefined ? shelf.at(-1) : shelf.findLast(({ position }) => position < openedAt);
    });
  }

  #add<Name extends PolicyName>(name: Name, event: RecordedEvent): void {
    const shelf = this.#shelf[name] as PolicyVersion<Name>[];
    // The type of the event says what its data is; versions come in order, from one stream.
    const policy = event.data as PoliciesInForce[Name];
    if (policy.version !== shelf.length + 1) return;
    shelf.push({ policy, position: event.position, recordedAt: event.recordedAt });
    this.#current = undefined;
  }

  #inForce(choose: (name: PolicyName) => PolicyVersion | undefined): PoliciesInForce {
    const chosen = <Name extends PolicyName>(name: Name): PoliciesInForce[Name] => {
      const version = choose(name) as PolicyVersion<Name> | undefined;
      if (version === undefined) throw notYet(name);
      return version.policy;
    };
    return {
      catalogue: chosen('catalogue'),
      deadlines: chosen('deadlines'),
      calendar: chosen('calendar'),
      routing: chosen('routing'),
    };
  }
}

function notYet(name: PolicyName): Problem {
  return new Problem(
    { status: 503, code: 'policy-not-loaded', detail: `The ${name} for this incident is not loaded yet.` },
    { headers: { 'retry-after': '1' } },
  );
}
