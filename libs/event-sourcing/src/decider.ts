import type { DomainEvent } from '@linli/contracts';

/** Why a command was not accepted: the rule that refused it, for people and for programs. */
export interface Refusal {
  readonly outcome: 'refused';
  /** Requirement row or standard clause: `I-20`, `R-32`. */
  readonly rule: string;
  /** Stable name of the refusal, last segment of the problem `type`: `task-not-dispatched`. */
  readonly code: string;
  /** Says what is wrong and what would be right; no personal data. */
  readonly message: string;
  /** The field of the command that is at fault, when one is. */
  readonly field?: string;
}

export interface Acceptance<Event extends DomainEvent> {
  readonly outcome: 'accepted';
  /** What happened; empty when the command changes nothing. */
  readonly events: readonly Event[];
}

export type Decision<Event extends DomainEvent> = Acceptance<Event> | Refusal;

/**
 * The rules of one aggregate as three pure functions: no clock, no randomness, no I/O, no framework.
 * Time, ids and policies in force come in with the command.
 */
export interface Decider<Command, Event extends DomainEvent, State> {
  readonly initialState: State;
  decide(command: Command, state: State): Decision<Event>;
  evolve(state: State, event: Event): State;
}

export function accept<Event extends DomainEvent>(...events: readonly Event[]): Acceptance<Event> {
  return { outcome: 'accepted', events };
}

export function refuse(rule: string, code: string, message: string, field?: string): Refusal {
  return field === undefined
    ? { outcome: 'refused', rule, code, message }
    : { outcome: 'refused', rule, code, message, field };
}
