import { Subject, type SupervisionEvent, supervisionEvents } from '@linli/contracts';
import { accept, aggregate, refuse, type Refusal } from '@linli/event-sourcing';
import type * as commands from './supervision.commands.ts';

interface Supervision {
  readonly areaPath?: string;
  /** Milliseconds since 1970 UTC of the latest check-in. */
  readonly seen?: number;
  readonly closed?: true;
}

/** Milliseconds since 1970 UTC a check-in may lie ahead, for clocks of phones that are fast. */
const fastClocks = 10 * 60_000;

/** Somebody under supervision, under a pseudonym that leads nowhere without clearance, stream `supervision-<random>`. */
export const supervision = aggregate<typeof commands, Supervision>()('supervision', supervisionEvents, {
  id: Subject,
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    SupervisionRecordOpened: (_, { areaPath }) => ({ areaPath }),
    SupervisionCheckInRecorded: (before, { occurredAt }) => ({ ...before, seen: Date.parse(occurredAt) }),
    SupervisionRecordClosed: (before) => ({ ...before, closed: true }),
  },
  decide: {
    OpenSupervisionRecord(command, { areaPath }, { id }) {
      if (areaPath !== undefined) return refuse('R-55', 'opened-before', 'the record has been opened before');
      return accept({ type: 'SupervisionRecordOpened', data: { record: id, ...command } });
    },
    RecordCheckIn(command, before, { id, at }) {
      const fault = notOpen(before);
      if (fault) return fault;
      const happened = Date.parse(command.occurredAt);
      if (happened > at + fastClocks)
        return refuse('R-55', 'occurs-later', 'it cannot have happened later than now', 'occurredAt');
      if (before.seen !== undefined && happened <= before.seen)
        return refuse('R-55', 'occurs-earlier', 'a later check-in is on record', 'occurredAt');
      return accept({ type: 'SupervisionCheckInRecorded', data: { record: id, ...command } });
    },
    CloseSupervisionRecord({ outcome }, before, { id }) {
      const closed: SupervisionEvent = { type: 'SupervisionRecordClosed', data: { record: id, outcome } };
      return notOpen(before) ?? accept(closed);
    },
  },
});

function notOpen({ areaPath, closed }: Supervision): Refusal | undefined {
  if (areaPath === undefined) return refuse('R-55', 'supervision-unknown', 'no such record has been opened');
  return closed && refuse('R-55', 'closed-before', 'the record has been closed');
}
