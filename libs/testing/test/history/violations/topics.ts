import type { Note } from '../../../src/history/index.ts';
import {
  at,
  changed,
  events,
  isLastOfStream,
  isOnce,
  nextOfStream,
  swap,
  type Violation,
} from './surgery.ts';

/** What is told of a topic. Runs without redelivery by the relay: each event has one record. */
export const topicViolations: readonly Violation[] = [
  {
    name: 'the last event of a stream missing on the topic',
    breaks: ['P1', 'P10'],
    inject(patient) {
      const topic = patient.list('topic-');
      const gone = patient.event(
        topic,
        (_event, index) => isOnce(topic, index) && isLastOfStream(topic, index),
      );
      if (gone === undefined) return false;
      topic.splice(gone, 1);
      return true;
    },
  },
  {
    name: 'an event missing on the topic, whose stream goes on',
    breaks: ['P1', 'P3', 'P10'],
    inject(patient) {
      const topic = patient.list('topic-');
      const gone = patient.event(
        topic,
        ({ run }, index) => run === 0 && isOnce(topic, index) && nextOfStream(topic, index) !== undefined,
      );
      if (gone === undefined) return false;
      topic.splice(gone, 1);
      return true;
    },
  },
  {
    name: 'two events of a stream published in the wrong order by the relay that took over',
    breaks: ['P3', 'P10'],
    inject(patient) {
      const topic = patient.list('topic-');
      const first = patient.event(topic, ({ run }, index) => {
        const next = nextOfStream(topic, index);
        return run === 0 && next !== undefined && isOnce(topic, index) && isOnce(topic, next);
      });
      if (first === undefined) return false;
      const second = nextOfStream(topic, first) as number;
      const offsets = [first, second].map((index) => at(topic, index, 'event').offset);
      swap(topic, first, second);
      changed(topic, first, { offset: offsets[0] });
      changed(topic, second, { offset: offsets[1] });
      return true;
    },
  },
  {
    name: 'an event published twice',
    breaks: ['P9'],
    inject(patient) {
      const topic = patient.list('topic-');
      const doubled = patient.event(topic);
      if (doubled === undefined) return false;
      const event = at(topic, doubled, 'event');
      const highest = Math.max(
        ...events(topic)
          .filter(({ source }) => source === event.source)
          .map(({ offset = 0 }) => offset),
      );
      topic.splice(lastEvent(topic) + 1, 0, { ...event, run: lastRun(topic), offset: highest + 1 });
      return true;
    },
  },
  {
    name: 'a stream that changes its partition',
    breaks: ['P10'],
    inject(patient) {
      const topic = patient.list('topic-');
      const moved = patient.event(
        topic,
        ({ stream }, index) =>
          isOnce(topic, index) &&
          topic.slice(0, index).some((note) => note.kind === 'event' && note.stream === stream),
      );
      if (moved === undefined) return false;
      const { source } = at(topic, moved, 'event');
      changed(topic, moved, { source: source === 'incidents/0' ? 'incidents/1' : 'incidents/0' });
      return true;
    },
  },
  {
    name: 'an event on the topic that the log does not have',
    breaks: ['P2'],
    inject(patient) {
      const topic = patient.list('topic-');
      const real = patient.event(topic);
      if (real === undefined) return false;
      const event = at(topic, real, 'event');
      topic.splice(lastEvent(topic) + 1, 0, {
        ...event,
        run: lastRun(topic),
        position: 10_000,
        offset: 10_000,
      });
      return true;
    },
  },
  {
    name: 'an event on the topic that says otherwise than the log',
    breaks: ['P2'],
    inject(patient) {
      const topic = patient.list('topic-');
      const real = patient.event(topic);
      if (real === undefined) return false;
      const event = at(topic, real, 'event');
      topic.splice(real + 1, 0, { ...event, id: 'incidents-event-of-nobody' });
      return true;
    },
  },
];

function lastEvent(topic: readonly Note[]): number {
  return topic.findLastIndex(({ kind }) => kind === 'event');
}

function lastRun(topic: readonly Note[]): number {
  return events(topic).at(-1)?.run ?? 0;
}
