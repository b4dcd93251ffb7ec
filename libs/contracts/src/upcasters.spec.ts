import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import type { EventDefinition } from './define-events.ts';
import { definitionOf, eventDefinitions, UnknownEventType } from './registry.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { upcast } from './upcast.ts';
import { createUpcasters, InvalidUpcasters, type Upcaster } from './upcasters.ts';

const shared = {
  context: 'residents',
  title: { zh: '测', en: 'Gauge' },
  rows: [],
  description: 'Read.',
  shows: [],
} as const;
const gauges: readonly EventDefinition[] = [
  // v1 said metres; v2 says decimetres; v3 names the instrument.
  {
    ...shared,
    type: 'GaugeRead',
    version: 1,
    data: Type.Object({ level: Type.Number({ 'x-unit': 'm' }) }),
    examples: [{ level: 1.2 }],
  },
  {
    ...shared,
    type: 'GaugeRead',
    version: 2,
    data: Type.Object({ level: Type.Integer({ 'x-unit': 'dm' }) }),
    examples: [{ level: 12 }],
  },
  {
    ...shared,
    type: 'GaugeRead',
    version: 3,
    data: Type.Object({
      level: Type.Integer({ 'x-unit': 'dm' }),
      instrument: Type.Enum(['staff', 'sensor']),
    }),
    examples: [{ level: 12, instrument: 'sensor' }],
  },
];
const toDecimetres: Upcaster = {
  type: 'GaugeRead',
  from: 1,
  to: 2,
  upcast: (data) => ({ level: Math.round((data as { level: number }).level * 10) }),
};
const toInstrument: Upcaster = {
  type: 'GaugeRead',
  from: 2,
  to: 3,
  upcast: (data) => ({ ...(data as { level: number }), instrument: 'staff' }),
};

function recorded(type: string, version: number, data: unknown): RecordedEvent {
  return {
    position: 7,
    streamId: 'gauge-1',
    revision: 3,
    id: '019a0000-0000-7000-8000-000000000001',
    type,
    version,
    recordedAt: 1_777_000_000_000,
    data,
    metadata: { commandId: 'c', correlationId: 'c', actor: 'a', tenant: 't' },
  };
}

function problemsOf(
  definitions: readonly EventDefinition[],
  upcasters: readonly Upcaster[],
): readonly string[] {
  try {
    createUpcasters(definitions, upcasters);
  } catch (error) {
    if (error instanceof InvalidUpcasters) return error.problems;
    throw error;
  }
  return [];
}

describe('createUpcasters', () => {
  const { upcast: toLatest } = createUpcasters(gauges, [toInstrument, toDecimetres]);

  test('leads v1 over v2 to v3, and v2 to v3', () => {
    const event = recorded('GaugeRead', 1, { level: 1.2 });
    expect(toLatest(event)).toEqual({ ...event, version: 3, data: { level: 12, instrument: 'staff' } });
    expect(toLatest(recorded('GaugeRead', 2, { level: 5 })).data).toEqual({ level: 5, instrument: 'staff' });
  });

  test('gives back the same object when it is the latest version already', () => {
    const event = recorded('GaugeRead', 3, { level: 12, instrument: 'sensor' });
    expect(toLatest(event)).toBe(event);
  });

  test('leaves the recorded event and its data as they were', () => {
    const data = Object.freeze({ level: 1.2 });
    const event = Object.freeze(recorded('GaugeRead', 1, data));
    toLatest(event);
    expect(event).toMatchObject({ version: 1, data: { level: 1.2 } });
  });

  test('lets an unknown type pass and refuses an unknown version of a known type', () => {
    const foreign = recorded('SomethingElse', 4, {});
    expect(toLatest(foreign)).toBe(foreign);
    expect(() => toLatest(recorded('GaugeRead', 4, {}))).toThrow(UnknownEventType);
    expect(() => toLatest(recorded('GaugeRead', 0, {}))).toThrow(UnknownEventType);
  });

  const without2 = gauges.filter(({ version }) => version !== 2);
  test.each([
    ['a gap', gauges, [toDecimetres], [/a gap, no upcaster from v2 to v3/]],
    ['a double', gauges, [toDecimetres, toInstrument, toInstrument], [/a second upcaster from v2/]],
    ['a cycle', gauges, [toDecimetres, toInstrument, { ...toInstrument, from: 3, to: 1 }], [/a cycle/]],
    [
      'a step to itself',
      gauges,
      [toDecimetres, toInstrument, { ...toInstrument, from: 3, to: 3 }],
      [/a cycle/],
    ],
    ['a leap', gauges, [{ ...toDecimetres, to: 3 }, toInstrument], [/skips v2/]],
    [
      'an unknown type',
      gauges,
      [toDecimetres, toInstrument, { ...toInstrument, type: 'X' }],
      [/unknown event type X/],
    ],
    [
      'an unknown version',
      gauges,
      [toDecimetres, toInstrument, { ...toInstrument, from: 3, to: 4 }],
      [/version 4 is not defined/],
    ],
    ['a missing definition', without2, [toDecimetres, toInstrument], [/version 2 is not defined/]],
  ])('refuses %s at creation', (_name, definitions, upcasters, expected) => {
    const problems = problemsOf(definitions, upcasters);
    for (const pattern of expected) expect(problems.join('\n')).toMatch(pattern);
  });

  test('lists all problems at once', () => {
    expect(problemsOf(gauges, [{ ...toInstrument, type: 'X' }])).toHaveLength(3);
  });
});

describe('the published language', () => {
  test('reads every event of today as it is', () => {
    for (const { type, version, examples } of eventDefinitions.map((event) => definitionOf(event.type))) {
      const event = recorded(type, version, examples[0]);
      expect(upcast(event)).toBe(event);
    }
  });
});
