import type { DomainEvent, EventDefinition } from '@linli/contracts';
import type { Decider } from '../decider.ts';

/** Who acts (`contexts.md` 1.1 rule 8): a person by pseudonym, or a policy of ours under `policy:<name>`. */
export interface Actor {
  readonly subject: string;
  readonly roles: readonly string[];
  /** The unit he acts for: `sanitation:420105`. */
  readonly unit?: string;
}

/** When and where a decision is made, and what is known to it. */
export interface Moment<Facts = object> {
  /** Id of the stream that is asked. */
  readonly id: string;
  /** Milliseconds since 1970 UTC; never before what the stream has recorded. */
  readonly at: number;
  readonly by: Actor;
  /** The version of a policy that judges this stream, or the one an event names; all of one decision are read at one moment. */
  policy<Content>(policy: Policy<Content>, version?: number): Content;
  /** What stands in other streams and contexts, as it was looked up for this command; absent where it is not known. */
  readonly known: { readonly [Name in keyof Facts]?: Facts[Name] };
}

/** What is known of an event's place while it is folded; a fact that is not recorded yet has no position. */
export interface RecordedMark {
  /** When the log took it, milliseconds since 1970 UTC; `-Infinity` where nobody knows. */
  readonly at: number;
  readonly position: number | undefined;
}

/** Rules that are data (design rule 10): the content of the latest event of its stream is in force from there on. */
export interface Policy<Content = unknown> {
  /** kebab-case; its address is `/v1/policies/<name>`. */
  readonly name: string;
  /** The stream of the city's versions; those of an area stand in `<stream>-<area path>`. */
  readonly stream: string;
  readonly event: EventDefinition;
  /** `opening`: the version in force when a stream opened judges it for good. `now`: the latest judges every act. */
  readonly judges: 'opening' | 'now';
  /** Version 1, for a city that has none. */
  readonly first: Content;
  /** What people have to know of a version in force: its page and readiness say it. */
  notice?(content: Content): string | undefined;
  readonly decider: Decider<
    { readonly content: Content },
    DomainEvent<string, Content>,
    { readonly version: number }
  >;
}

/** The versions of all policies as they stood at one moment. */
export interface PoliciesInForce {
  /** `opened`: position in the log at which what is judged began; the newest where it is about to. `version`: that one. */
  inForce<Content>(
    policy: Policy<Content>,
    judged: {
      readonly opened?: number | undefined;
      readonly areaPath?: string | undefined;
      readonly version?: number | undefined;
    },
  ): Content;
}
