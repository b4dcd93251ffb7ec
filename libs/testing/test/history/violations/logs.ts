import type { AnsweredNote, EventNote, Note, SentNote } from '../../../src/history/index.ts';
import { at, changed, type Patient, swap, type Violation } from './surgery.ts';

/** What is told of a log and of those who write to it. */
export const logViolations: readonly Violation[] = [
  {
    name: 'a revision left out in the log',
    breaks: ['P3'],
    inject(patient) {
      const log = patient.list('log-');
      const routed = patient.event(log, ({ cause }) => cause !== undefined);
      if (routed === undefined) return false;
      const { stream, revision = 0 } = at(log, routed, 'event');
      return shiftRevisions(patient, stream as string, revision, 1);
    },
  },
  {
    name: 'two acknowledged appends at one revision, both in the log',
    breaks: ['P3', 'P4'],
    inject(patient) {
      const log = patient.list('log-');
      const acknowledged = new Set(answers(patient).map(({ command }) => command));
      const isOne = (index: number, { command, stream }: EventNote) =>
        [index - 1, index + 1].every((other) => {
          const beside = log[other];
          return beside?.kind !== 'event' || beside.command !== command || beside.stream !== stream;
        });
      const last = patient.event(log, (event, index) => {
        const ofStream = log.filter(
          (note): note is EventNote => note.kind === 'event' && note.stream === event.stream,
        );
        const elder = ofStream.at(-2);
        if (ofStream.at(-1) !== event || elder === undefined || !isOne(index, event)) return false;
        if (!isOne(log.indexOf(elder), elder)) return false;
        return [event, elder].every(({ command }) => acknowledged.has(command as string));
      });
      if (last === undefined) return false;
      const { stream, revision = 0 } = at(log, last, 'event');
      return shiftRevisions(patient, stream as string, revision, -1);
    },
  },
  {
    name: 'a final reading that tells a position twice',
    breaks: ['P5'],
    inject(patient) {
      const log = patient.list('log-');
      const doubled = patient.event(log);
      if (doubled === undefined) return false;
      log.splice(doubled, 0, at(log, doubled, 'event'));
      return true;
    },
  },
  {
    name: 'an append recorded in front of one that was acknowledged before it was sent',
    breaks: ['P4'],
    inject(patient) {
      const log = patient.list('log-');
      const told = new Map(answers(patient).map((answer) => [answer.command, answer]));
      for (const list of patient.lists('client-')) {
        for (const [index, note] of list.entries()) {
          if (note.kind !== 'sent' || note.attempt !== 1 || !told.has(note.command)) continue;
          const revision = revisionOf(log, note.command);
          const younger = [...told.values()].find(
            ({ stream, command }) => stream === note.stream && revisionOf(log, command) > revision,
          );
          if (younger === undefined) continue;
          const later = younger.mono + 1;
          changed(list, index, { mono: later });
          for (const [other, answer] of list.entries()) {
            if (answer.kind === 'answered' && answer.command === note.command && answer.mono < later) {
              changed(list, other, { mono: later + 1 });
            }
            if (answer.kind === 'sent' && answer.command === note.command && answer.mono < later) {
              changed(list, other, { mono: later });
            }
          }
          return true;
        }
      }
      return false;
    },
  },
  {
    name: 'a conflict at a revision the stream had left long before',
    breaks: ['P4'],
    inject(patient) {
      for (const list of patient.lists('client-')) {
        const conflict = patient.find(list, 'answered', ({ conflict = -1, command }) => {
          const { stream } = list.find(
            (note): note is SentNote => note.kind === 'sent' && note.command === command,
          )!;
          return conflict > 3 && firstAnswer(patient, stream, conflict) !== undefined;
        });
        if (conflict === undefined) continue;
        changed(list, conflict, { conflict: 2 });
        const { command, attempt, mono } = at(list, conflict, 'answered');
        const sent = list.findIndex(
          (note) => note.kind === 'sent' && note.command === command && note.attempt === attempt,
        );
        const { stream, expected } = at(list, sent, 'sent');
        const left = firstAnswer(patient, stream, Infinity) as AnsweredNote;
        if (expected === 2 || left.mono >= mono) return false;
        changed(list, sent, { mono: Math.max(at(list, sent, 'sent').mono, left.mono + 0.5) });
        return true;
      }
      return false;
    },
  },
  {
    name: 'a reader given a position again',
    breaks: ['P5'],
    inject(patient) {
      const reader = patient.list('reader-');
      const doubled = patient.event(reader);
      if (doubled === undefined) return false;
      reader.splice(doubled, 0, at(reader, doubled, 'event'));
      return true;
    },
  },
  {
    name: 'an event that appears behind a position the reader has passed',
    breaks: ['P5'],
    inject(patient) {
      const reader = patient.list('reader-');
      const skipped = patient.event(reader, (event, index) => !streamGoesOn(reader, event, index));
      if (skipped === undefined) return false;
      reader.splice(skipped, 1);
      return true;
    },
  },
  {
    name: 'an event that appears behind, of a stream that goes on',
    breaks: ['P3', 'P5'],
    inject(patient) {
      const reader = patient.list('reader-');
      const skipped = patient.event(reader, (event, index) => streamGoesOn(reader, event, index));
      if (skipped === undefined) return false;
      reader.splice(skipped, 1);
      return true;
    },
  },
  {
    name: 'two events of different streams told in the wrong order',
    breaks: ['P5'],
    inject(patient) {
      const reader = patient.list('reader-');
      const swapped = patient.event(reader, ({ stream }, index) => {
        const next = reader[index + 1];
        return next?.kind === 'event' && next.stream !== stream;
      });
      if (swapped === undefined) return false;
      swap(reader, swapped, swapped + 1);
      return true;
    },
  },
];

/** Revisions of a stream from one on are others, wherever they are told. */
function shiftRevisions(patient: Patient, stream: string, from: number, by: number): boolean {
  const shifted = (revision: number | undefined) =>
    revision !== undefined && revision >= from ? { revision: revision + by } : {};
  const streams = new Map<string, string | undefined>();
  for (const list of patient.lists('')) {
    for (const [index, note] of list.entries()) {
      if (note.kind === 'event' && note.stream === stream) changed(list, index, shifted(note.revision));
      if (note.kind === 'sent') {
        streams.set(note.command, note.stream);
        const { expected = -1 } = note;
        if (note.stream === stream && expected >= from) changed(list, index, { expected: expected + by });
      }
      if (note.kind !== 'answered' || streams.get(note.command) !== stream) continue;
      const { conflict = -1 } = note;
      changed(list, index, {
        ...shifted(note.revision),
        ...(conflict >= from ? { conflict: conflict + by } : {}),
      });
    }
  }
  return true;
}

function answers(patient: Patient): AnsweredNote[] {
  return patient
    .lists('client-')
    .flat()
    .filter((note): note is AnsweredNote => note.kind === 'answered' && note.result === 'recorded');
}

/** The answer that ended revision 2 of a stream, when what ended it was acknowledged as such. */
function firstAnswer(patient: Patient, stream: string | undefined, before: number): AnsweredNote | undefined {
  const log = patient.list('log-');
  const ending = log.find(
    (note): note is EventNote => note.kind === 'event' && note.stream === stream && note.revision === 3,
  );
  if (ending === undefined || before <= 3) return undefined;
  return answers(patient).find(({ command }) => command === ending.command);
}

function revisionOf(log: readonly Note[], command: string): number {
  const event = log.find((note): note is EventNote => note.kind === 'event' && note.command === command);
  return event?.revision ?? -1;
}

function streamGoesOn(reader: readonly Note[], { stream, run }: EventNote, index: number): boolean {
  return reader
    .slice(index + 1)
    .some((note) => note.kind === 'event' && note.stream === stream && note.run === run);
}
