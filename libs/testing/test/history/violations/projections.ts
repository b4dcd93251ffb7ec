import type { CheckpointNote, Note } from '../../../src/history/index.ts';
import {
  at,
  changed,
  events,
  isLastOfStream,
  isOnce,
  type NoteOf,
  nextOfStream,
  type Patient,
  swap,
  type Violation,
} from './surgery.ts';

/** What is told of a view: what it has absorbed, its documents, its checkpoints. The runs have no poison event. */
export const projectionViolations: readonly Violation[] = [
  {
    name: 'an event of the log that no document has absorbed',
    breaks: ['P1'],
    inject(patient) {
      const member = memberOf(patient);
      const gone = patient.event(member, (_event, index) => isLastOfStream(member, index));
      if (gone === undefined) return false;
      if (isSeenLater(patient, member, gone)) return false;
      member.splice(gone, 1);
      return true;
    },
  },
  {
    name: 'an event that a view left out, whose stream it went on with',
    breaks: ['P1', 'P3'],
    inject(patient) {
      const member = memberOf(patient);
      const gone = patient.event(member, (_event, index) => nextOfStream(member, index) !== undefined);
      if (gone === undefined) return false;
      member.splice(gone, 1);
      return true;
    },
  },
  {
    name: 'two events of a stream absorbed in the wrong order',
    breaks: ['P3'],
    inject(patient) {
      const member = memberOf(patient);
      const first = patient.event(member, (_event, index) => nextOfStream(member, index) !== undefined);
      if (first === undefined) return false;
      swap(member, first, nextOfStream(member, first) as number);
      return true;
    },
  },
  {
    name: 'an event absorbed twice by one owner',
    breaks: ['P9'],
    inject(patient) {
      const member = memberOf(patient);
      const doubled = patient.event(member);
      if (doubled === undefined) return false;
      member.splice(doubled, 0, at(member, doubled, 'event'));
      return true;
    },
  },
  {
    name: 'an event absorbed by two owners of its partition',
    breaks: ['P9'],
    inject(patient) {
      const [one, other] = patient.lists('incidents-board.1-') as [Note[], Note[]];
      const doubled = patient.event(one, (_event, index) => isLastOfStream(one, index));
      if (doubled === undefined) return false;
      const event = at(one, doubled, 'event');
      const run = events(other).at(-1)?.run;
      if (run === undefined || events(other).some(({ stream }) => stream === event.stream)) return false;
      // The other owner begins behind it: for that one alone, nothing is out of order.
      other.splice(-1, 0, { ...event, by: other[0]?.by as string, run: 1_000 });
      return true;
    },
  },
  {
    name: 'a count that has one event twice in it',
    breaks: ['P9'],
    inject: (patient) => changeCounts(patient, 1),
  },
  {
    name: 'a count that lacks an event',
    breaks: ['P9'],
    inject: (patient) => changeCounts(patient, -1),
  },
  {
    name: 'a document that is not what its events make it',
    breaks: ['P6'],
    inject(patient) {
      const store = patient.list('store-');
      const wrong = patient.find(store, 'document');
      if (wrong === undefined) return false;
      changed(store, wrong, { body: { events: 1, last: 'NothingOfTheKind' } });
      return true;
    },
  },
  {
    name: 'a document that is missing',
    breaks: ['P6'],
    inject(patient) {
      const store = patient.list('store-');
      const gone = patient.find(store, 'document');
      if (gone === undefined) return false;
      store.splice(gone, 1);
      return true;
    },
  },
  {
    name: 'a document that no event made',
    breaks: ['P6'],
    inject(patient) {
      const store = patient.list('store-');
      const real = patient.find(store, 'document');
      if (real === undefined) return false;
      store.splice(real, 0, { ...at(store, real, 'document'), key: 'incident-nobody-reported' });
      return true;
    },
  },
  {
    name: 'a checkpoint that goes back',
    breaks: ['P8'],
    inject(patient) {
      const store = patient.list('store-');
      const early = patient.find(store, 'checkpoint', (note, index) =>
        store.slice(index + 1).some((other) => other.kind === 'checkpoint' && isFurther(other, note)),
      );
      if (early === undefined) return false;
      const note = at(store, early, 'checkpoint');
      store.splice(store.findLastIndex((other) => other.kind === 'checkpoint') + 1, 0, note);
      return true;
    },
  },
  {
    name: 'a checkpoint ahead of the documents it was stored with',
    breaks: ['P8'],
    inject(patient) {
      const store = patient.list('store-');
      const ahead = patient.find(store, 'checkpoint', ({ applied = 0 }) => applied > 0);
      if (ahead === undefined) return false;
      changed(store, ahead, { applied: (at(store, ahead, 'checkpoint').applied ?? 0) - 1 });
      return true;
    },
  },
  {
    name: 'documents ahead of their checkpoint',
    breaks: ['P8'],
    inject(patient) {
      const store = patient.list('store-');
      const behind = patient.find(store, 'checkpoint');
      if (behind === undefined) return false;
      changed(store, behind, { applied: at(store, behind, 'checkpoint').position + 1 });
      return true;
    },
  },
  {
    name: 'a checkpoint behind the end of the log',
    breaks: ['P8'],
    inject(patient) {
      const store = patient.list('store-');
      const last = store.findLastIndex(({ kind }) => kind === 'checkpoint');
      if (last < 0) return false;
      changed(store, last, { position: 10_000, applied: undefined });
      return true;
    },
  },
];

function memberOf(patient: Patient): Note[] {
  return patient.random.pick(patient.lists('incidents-board.1-'));
}

/** Another member, or this one in a later run, goes on with the stream as if it had been absorbed. */
function isSeenLater(patient: Patient, member: Note[], index: number): boolean {
  const { stream, position } = at(member, index, 'event');
  return (
    !isOnce(member, index) ||
    patient
      .lists('incidents-board.1-')
      .flatMap(events)
      .some((event) => event.stream === stream && event.position > position)
  );
}

function changeCounts(patient: Patient, by: number): boolean {
  const store = patient.list('store-');
  const effects = patient.find(store, 'effects');
  if (effects === undefined) return false;
  const { counts } = at(store, effects, 'effects');
  const keys = Object.keys(counts);
  if (keys.length === 0) return false;
  const key = patient.random.pick(keys);
  changed(store, effects, { counts: { ...counts, [key]: (counts[key] as number) + by } });
  return true;
}

function isFurther(one: CheckpointNote, other: NoteOf<'checkpoint'>): boolean {
  return one.source === other.source && one.position > other.position;
}
