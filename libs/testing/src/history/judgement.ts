import type { Audience } from './audience.ts';
import { CheckpointCheck } from './check-checkpoints.ts';
import type { Findings } from './findings.ts';
import type { Gathered } from './gathered.ts';
import { contextOfSource, type EventNote, type Note } from './notes.ts';
import { Observer } from './observer.ts';

/** The second reading: what observers saw, note by note, against the logs. */
export class Judgement {
  readonly #gathered: Gathered;
  readonly #findings: Findings;
  readonly #checkpoints: CheckpointCheck;
  readonly #observers = new Map<Audience, Map<string, Observer>>();
  readonly #folded = new Map<string, number>();
  readonly #counts = new Map<Audience, number>();
  /** Events of observers that never introduced themselves. */
  undeclared = 0;

  constructor(gathered: Gathered, findings: Findings, stuckMs: number) {
    this.#gathered = gathered;
    this.#findings = findings;
    this.#checkpoints = new CheckpointCheck({
      logs: gathered.logs,
      parked: gathered.parked,
      faults: gathered.faults,
      findings,
      wantsOf: (consumer, log) => gathered.wantsOf(consumer, log),
      sourcesOf: (log) => gathered.sourcesOf(log),
      stuckMs,
    });
  }

  /** How many events an audience noted. */
  eventsOf(audience: Audience): number {
    return this.#counts.get(audience) ?? 0;
  }

  add(note: Note, place: number): void {
    switch (note.kind) {
      case 'event': {
        const context = contextOfSource(note.source);
        if (this.#gathered.isFinal(note.by, context)) this.#logged(note, context, place);
        else this.#observed(note, context, place);
        return;
      }
      case 'opened':
        for (const observer of this.#observersOf(note.by)) observer.opened(note);
        return;
      case 'reset':
        for (const observer of this.#observersOf(note.by)) observer.reset(note, place);
        return;
      case 'passed':
        this.#observer(note.by, contextOfSource(note.source))?.passed(note, place);
        return;
      case 'caught-up':
        this.#observer(note.by, note.context)?.caughtUp(note, place);
        return;
      case 'checkpoint':
        this.#checkpoints.note(note, place);
        return;
      default:
        return;
    }
  }

  /** An event of a final reading, in the order of its log. */
  #logged(note: EventNote, context: string, place: number): void {
    const { command, cause, position, stream, revision, id, type, facts = {} } = note;
    if (command === undefined || stream === undefined || revision === undefined) return;
    if (id === undefined || type === undefined) return;
    // Told again by a faulty reading, which has been found out: an event counts once.
    if (position <= (this.#folded.get(context) ?? 0)) return;
    this.#folded.set(context, position);
    const { commands, folds } = this.#gathered;
    const hasClient = position > this.#gathered.allCommandsAfter(context) && cause === undefined;
    if (hasClient && !commands.has(command)) {
      this.#findings.broken('P2', {
        place,
        expected: 'a command that a client has noted, or a cause',
        seen: `${type} at position ${position} of ${context} by the unknown command ${command}`,
      });
    }
    if (folds.waitsFor(context))
      folds.event({ context, position, stream, revision, id, type, command, facts });
  }

  #observed(note: EventNote, context: string, place: number): void {
    const audience = this.#gathered.audienceOf(note.by, context);
    if (audience === undefined) {
      this.undeclared += 1;
      return;
    }
    this.#counts.set(audience, this.eventsOf(audience) + 1);
    this.#observer(note.by, context)?.event(note, place);
  }

  #observersOf(by: string): readonly Observer[] {
    return this.#gathered
      .audiencesOf(by)
      .map(({ context }) => this.#observer(by, context))
      .filter((observer) => observer !== undefined);
  }

  #observer(by: string, context: string): Observer | undefined {
    const audience = this.#gathered.audienceOf(by, context);
    const log = this.#gathered.logs.of(context);
    if (audience === undefined || log === undefined) return undefined;
    const members = this.#observers.get(audience) ?? new Map<string, Observer>();
    this.#observers.set(audience, members);
    const known = members.get(by);
    if (known !== undefined) return known;
    const observer = new Observer({ audience, log, findings: this.#findings, parked: this.#gathered.parked });
    members.set(by, observer);
    return observer;
  }
}
