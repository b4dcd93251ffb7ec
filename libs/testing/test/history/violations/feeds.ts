import type { Note, OpenedNote } from '../../../src/history/index.ts';
import { at, isLastOfStream, swap, type Violation } from './surgery.ts';

/** What is told of a client of the feed. The runs have no poison event. */
export const feedViolations: readonly Violation[] = [
  {
    name: 'a line repeated when the client resumes',
    breaks: ['P11'],
    inject(patient) {
      const screen = patient.list('screen-');
      const resumed = patient.find(
        screen,
        'opened',
        ({ run }, index) => run > 0 && screen[index - 1]?.kind === 'event',
      );
      if (resumed === undefined) return false;
      const { run } = at(screen, resumed, 'opened');
      screen.splice(resumed + 1, 0, { ...at(screen, resumed - 1, 'event'), run });
      return true;
    },
  },
  {
    name: 'a line missing when the client resumes',
    breaks: ['P11'],
    inject(patient) {
      const screen = patient.list('screen-');
      const first = patient.event(
        screen,
        ({ run }, index) =>
          run !== 0 && screen[index - 1]?.kind === 'opened' && isLastOfStream(screen, index),
      );
      if (first === undefined) return false;
      screen.splice(first, 1);
      return true;
    },
  },
  {
    name: 'a line missing when the client resumes, of a stream that goes on',
    breaks: ['P3', 'P11'],
    inject(patient) {
      const screen = patient.list('screen-');
      const first = patient.event(screen, ({ run, stream }, index) => {
        if (run === 0 || screen[index - 1]?.kind !== 'opened') return false;
        return screen
          .slice(index + 1)
          .some((note) => note.kind === 'event' && note.stream === stream && note.run === run);
      });
      if (first === undefined) return false;
      screen.splice(first, 1);
      return true;
    },
  },
  {
    name: 'the last line missing',
    breaks: ['P11'],
    inject(patient) {
      const screen = patient.list('screen-');
      const last = screen.findLastIndex(({ kind }) => kind === 'event');
      if (last < 0) return false;
      screen.splice(last, 1);
      return true;
    },
  },
  {
    name: 'two lines of different streams in the wrong order',
    breaks: ['P11'],
    inject(patient) {
      const screen = patient.list('screen-');
      const first = patient.event(screen, ({ source, stream }, index) => {
        const next = screen[index + 1];
        return next?.kind === 'event' && next.source === source && next.stream !== stream;
      });
      if (first === undefined) return false;
      swap(screen, first, first + 1);
      return true;
    },
  },
  {
    name: 'a cursor that the feed does not know any more',
    breaks: ['P11'],
    inject(patient) {
      const screen = patient.list('screen-');
      const opened = patient.find(screen, 'opened');
      if (opened === undefined) return false;
      const { run, after = {}, by, at: wall, mono } = at(screen, opened, 'opened') as OpenedNote;
      const reset: Note = { kind: 'reset', run, reason: 'unknown-cursor', after, by, at: wall, mono };
      screen.splice(opened + 1, 0, reset);
      return true;
    },
  },
  {
    name: 'a line that the log does not have',
    breaks: ['P2'],
    inject(patient) {
      const screen = patient.list('screen-');
      const real = patient.event(screen);
      if (real === undefined) return false;
      screen.splice(real, 0, { ...at(screen, real, 'event'), position: 10_000 });
      return true;
    },
  },
];
