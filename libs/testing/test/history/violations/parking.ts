import type { Note } from '../../../src/history/index.ts';
import { at, changed, events, isLastOfStream, type Patient, swap, type Violation } from './surgery.ts';

/** What is told of a poison event and of those behind it. */
export const parkingViolations: readonly Violation[] = [
  {
    name: 'a line missing that was due before the client was told to load its snapshot again',
    breaks: ['P11'],
    inject(patient) {
      const screen = patient.list('screen-');
      const reset = patient.find(screen, 'reset');
      if (reset === undefined) return false;
      const missing = patient.event(screen, ({ source, position }, index) => {
        if (index >= reset || !isLastOfStream(screen, index)) return false;
        return screen
          .slice(index + 1, reset)
          .some((note) => note.kind === 'event' && note.source === source && note.position > position);
      });
      if (missing === undefined) return false;
      screen.splice(missing, 1);
      return true;
    },
  },
  {
    name: 'a poison event that is parked nowhere',
    breaks: ['P14'],
    inject(patient) {
      const { head } = patient.simulated.service;
      const parked = new Set(listings(patient).flatMap(({ items }) => items.map(({ position }) => position)));
      const free = Array.from({ length: head }, (_, index) => index + 1).filter(
        (position) => !parked.has(position),
      );
      const consumers = [patient.simulated.consumer.name];
      patient.append('operator', {
        kind: 'poison',
        context: 'incidents',
        position: patient.random.pick(free),
        consumers,
      });
      return true;
    },
  },
  {
    name: 'an event parked without a reason',
    breaks: ['P14'],
    inject(patient) {
      const store = patient.list('store-');
      const first = store.findIndex((note) => note.kind === 'parked' && note.items.length > 0);
      if (first < 0) return false;
      const { items } = at(store, first, 'parked');
      changed(store, first, { items: items.map((item) => ({ ...item, reason: ' ' })) });
      return true;
    },
  },
  {
    name: 'an event that is not held behind its parked elder',
    breaks: ['P14'],
    inject(patient) {
      const store = patient.list('store-');
      const listing = patient.find(store, 'parked', ({ items }, index) => {
        const held = items.filter(({ state }) => state === 'held');
        const isKnownBefore = store
          .slice(0, index)
          .some(
            (note) =>
              note.kind === 'parked' && note.items.some(({ position }) => position === held[0]?.position),
          );
        return isKnownBefore && index !== store.findLastIndex(({ kind }) => kind === 'parked');
      });
      if (listing === undefined) return false;
      const { items } = at(store, listing, 'parked');
      const held = items.find(({ state }) => state === 'held');
      changed(store, listing, { items: items.filter((item) => item !== held) });
      return true;
    },
  },
  {
    name: 'an event held behind nothing',
    breaks: ['P14'],
    inject(patient) {
      const store = patient.list('store-');
      const listing = patient.find(store, 'parked', ({ items }, index) => {
        const isFirst = !store
          .slice(0, index)
          .some((note) => note.kind === 'parked' && note.items.length > 0);
        return !isFirst && items.some(({ state }) => state === 'poison');
      });
      if (listing === undefined) return false;
      const { items } = at(store, listing, 'parked');
      changed(store, listing, { items: items.map((item) => ({ ...item, state: 'held' })) });
      return true;
    },
  },
  {
    name: 'a held event applied before its parked elder',
    breaks: ['P3', 'P14'],
    inject(patient) {
      const late = appliedLate(patient);
      if (late === undefined || late.indexes.length < 2) return false;
      const [first, second] = late.indexes as [number, number];
      swap(late.member, first, second);
      return true;
    },
  },
  {
    name: 'an event that went missing while it was parked',
    breaks: ['P1', 'P14'],
    inject(patient) {
      const late = appliedLate(patient);
      const last = late?.indexes.at(-1);
      if (late === undefined || last === undefined) return false;
      const { stream, position } = at(late.member, last, 'event');
      const goesOn = patient
        .lists('incidents-board.1-')
        .flatMap(events)
        .some((event) => event.stream === stream && event.position > position);
      if (goesOn) return false;
      late.member.splice(last, 1);
      return true;
    },
  },
  {
    name: 'an event still parked after a retry that left nothing',
    breaks: ['P14'],
    inject(patient) {
      const store = patient.list('store-');
      const cured = patient
        .list('operator')
        .find((note) => note.kind === 'retried' && note.remaining === 0 && note.applied > 0);
      if (cured === undefined) return false;
      const before = store.findLast((note) => note.kind === 'parked' && note.mono <= cured.mono);
      const after = store.findIndex((note) => note.kind === 'parked' && note.mono > cured.mono);
      if (before?.kind !== 'parked') return false;
      changed(store, after, { items: before.items });
      return true;
    },
  },
  {
    name: 'others that stand still behind a parked event',
    breaks: ['P14'],
    inject(patient) {
      const { scribes } = patient.simulated;
      const consumer = 'incidents-other.1';
      const source = 'incidents/0';
      const item = { source, position: 1, stream: 'a-stream', state: 'poison', reason: 'TypeError' } as const;
      patient.append('other', { kind: 'parked', consumer, items: [item] });
      patient.append(
        'other',
        { kind: 'checkpoint', consumer, source, position: 5, head: 9 },
        { kind: 'checkpoint', consumer, source: 'incidents/1', position: 6, head: 7 },
      );
      scribes.pass(40_000);
      patient.append('other', { kind: 'checkpoint', consumer, source: 'incidents/1', position: 7, head: 7 });
      patient.append('other', { kind: 'checkpoint', consumer, source, position: 5, head: 20 });
      return true;
    },
  },
];

function listings(patient: Patient) {
  return patient
    .lists('store-')
    .flat()
    .filter((note) => note.kind === 'parked');
}

/** What a retry has applied: who noted it, and where, in order. */
function appliedLate(patient: Patient): { readonly member: Note[]; readonly indexes: number[] } | undefined {
  const parked = new Set(
    listings(patient).flatMap(({ items }) =>
      items.filter(({ state }) => state !== 'discarded').map(({ position }) => position),
    ),
  );
  for (const member of patient.lists('incidents-board.1-')) {
    const indexes = member.flatMap((note, index) =>
      note.kind === 'event' && parked.has(note.position) ? [index] : [],
    );
    if (indexes.length > 0) return { member, indexes };
  }
  return undefined;
}
