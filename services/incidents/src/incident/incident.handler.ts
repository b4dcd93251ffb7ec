import { publishedLanguage } from '@linli/contracts';
import {
  createCommandHandler,
  type CommandContext,
  type CommandResult,
  type Decider,
  type EventStore,
} from '@linli/event-sourcing';
import type { PolicyBook } from '../views/policy-book.ts';
import { incidentIdOf, incidentStream } from './incident.id.ts';
import type { IncidentIntent } from './incident.intents.ts';
import { evolve, unreported, type IncidentFact, type IncidentState } from './incident.state.ts';
import { incident } from './incident.ts';

/** An intent on its way to the decider. */
interface Asked {
  readonly intent: IncidentIntent;
  readonly at: number;
  readonly authorise?: Authorise;
}

/** Throws when the asker may not act where the incident is; unlocated incidents belong to no area yet. */
export type Authorise = (areaPath: string | undefined) => void;

export interface IncidentDeskOptions {
  readonly store: EventStore;
  readonly policies: PolicyBook;
  /** Milliseconds since 1970 UTC, of the engine's clock. */
  readonly now: () => number;
}

/** One incident as its own stream tells it. */
export interface IncidentReading {
  readonly state: IncidentState;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970 UTC. */
  readonly reportedAt: number;
}

/** Where intents become events: gives them their time and the policies the incident is judged by. */
export interface IncidentDesk {
  /** Opens the incident of this command; the same command again is answered with what it opened. */
  report(
    intent: Extract<IncidentIntent, { type: 'ReportIncident' }>,
    context: CommandContext,
  ): Promise<CommandResult<IncidentFact>>;
  ask(
    incidentId: string,
    intent: IncidentIntent,
    context: CommandContext,
    authorise?: Authorise,
  ): Promise<CommandResult<IncidentFact>>;
  /** Undefined when no such incident has been reported. */
  read(incidentId: string): Promise<IncidentReading | undefined>;
}

export function createIncidentDesk({ store, policies, now }: IncidentDeskOptions): IncidentDesk {
  const decider: Decider<Asked, IncidentFact, IncidentState> = {
    ...incident,
    decide({ intent, at, authorise }, state) {
      authorise?.(state.place?.areaPath);
      // I-02, I-04: the versions in force when it opened, also for its later stages.
      const judgedBy =
        state.report === undefined ? policies.current : policies.whenOpened(state.openedAt, state.versions);
      return incident.decide({ ...intent, at, policies: judgedBy }, state);
    },
  };
  const shared = {
    ...publishedLanguage,
    store,
    decider,
    areaPathOf: (state: IncidentState) => state.place?.areaPath,
  };
  const handle = createCommandHandler(shared);
  // The id of a new incident derives from its command.
  const open = createCommandHandler({ ...shared, opens: true });

  return {
    report(intent, context) {
      const stream = incidentStream(incidentIdOf(context.tenant, context.commandId));
      return open(stream, { intent, at: now() }, context);
    },
    ask(incidentId, intent, context, authorise) {
      const asked = { intent, at: now(), ...(authorise === undefined ? {} : { authorise }) };
      return handle(incidentStream(incidentId), asked, context);
    },
    async read(incidentId) {
      const events = await store.readStream(incidentStream(incidentId));
      const [first, last] = [events[0], events.at(-1)];
      if (first === undefined || last === undefined) return undefined;
      // Events of an incident's stream are its facts: nothing else is ever appended to it.
      const state = events.reduce(
        (before, event) => evolve(before, publishedLanguage.upcast(event) as unknown as IncidentFact),
        unreported,
      );
      return { state, revision: last.revision, position: last.position, reportedAt: first.recordedAt };
    },
  };
}
