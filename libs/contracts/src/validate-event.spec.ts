import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { defineEvents } from './define-events.ts';
import { contextOf, definitionOf, eventDefinitions, indexDefinitions, UnknownEventType } from './registry.ts';
import { createEventValidator, InvalidEventData, validateEvent } from './validate-event.ts';

function problem(type: string, version: number, data: unknown): InvalidEventData {
  try {
    validateEvent(type, version, data);
  } catch (error) {
    if (error instanceof InvalidEventData) return error;
    throw error;
  }
  throw new Error(`${type} was accepted`);
}

const located = { lon: 114.2, lat: 30.55 };

describe('validateEvent', () => {
  test.each(eventDefinitions.flatMap((d) => d.examples.map((example, n) => [d.type, d.version, n, example])))(
    '%s v%i accepts its own example %i',
    (type, version, _number, example) => {
      expect(() => validateEvent(String(type), Number(version), example)).not.toThrow();
    },
  );

  test.each([
    ['a missing field', { point: located, areaPath: '42/' }, 'gridCode', 'required'],
    [
      'a missing field inside',
      { point: { lon: 1 }, gridCode: 'G1', areaPath: '42/' },
      'point.lat',
      'required',
    ],
    ['a wrong type', { point: located, gridCode: 7, areaPath: '42/' }, 'gridCode', 'type'],
    ['a broken pattern', { point: located, gridCode: 'G1', areaPath: '/42' }, 'areaPath', 'pattern'],
    [
      'a number out of bounds',
      { point: { lon: 114, lat: 91 }, gridCode: 'G1', areaPath: '42/' },
      'point.lat',
      'maximum',
    ],
    [
      'a field that the event does not have',
      { point: located, gridCode: 'G1', areaPath: '42/', gridNo: 1 },
      'gridNo',
      'additionalProperties',
    ],
    [
      'an unknown field deep inside',
      { point: { ...located, alt: 3 }, gridCode: 'G1', areaPath: '42/' },
      'point.alt',
      'additionalProperties',
    ],
  ])('names the field and the rule of %s', (_name, data, field, rule) => {
    expect(problem('IncidentLocated', 1, data)).toMatchObject({ field, rule, type: 'IncidentLocated' });
  });

  test('names the place in a list', () => {
    const rules = [
      { standard: 'GB/T-47678.5', codePrefix: '06', stage: 'handling', kind: 'hours', amount: 4 },
    ];
    expect(problem('CategoryDeadlinesSet', 1, { version: 1, rules })).toMatchObject({
      field: 'rules.0.kind',
      rule: 'enum',
    });
  });

  test('refuses a moment that is not an instant', () => {
    const data = { channel: 'app', occurredAt: '2026-13-01T00:00:00Z', severity: 'normal' };
    expect(problem('IncidentReported', 1, data)).toMatchObject({ field: 'occurredAt', rule: 'format' });
  });

  test('names the field, not a branch, when no alternative of a union holds', () => {
    const data = { code: 'x', level: 'city', name: '武汉市', areaPath: '42/01/' };
    expect(problem('AreaCreated', 1, data)).toMatchObject({ field: 'code', rule: 'anyOf' });
  });

  test.each([[undefined], [null], ['text'], [3], [[]]])('refuses data that is no object: %p', (data) => {
    expect(problem('IncidentResumed', 1, data)).toMatchObject({ field: '', rule: 'type' });
  });

  test('never repeats the refused value in its message', () => {
    const error = problem('IncidentLocated', 1, { point: located, gridCode: '13907150000', areaPath: '42/' });
    expect(error.message).not.toContain('13907150000');
    expect(error.message).toMatch(/IncidentLocated v1: field gridCode/);
  });

  test('leaves the published schema open', () => {
    validateEvent('IncidentResumed', 1, {});
    expect(JSON.stringify(definitionOf('IncidentLocated').data)).not.toContain('additionalProperties');
  });

  test('an extensible enumeration is open to read and closed to write', () => {
    const { SampleHappened: sample } = defineEvents('incidents', {
      SampleHappened: {
        title: ['样例', 'Sample'],
        description: 'A sample.',
        rows: [],
        data: { state: Type.String({ 'x-extensible-enum': ['open', 'done'] }) },
        example: { state: 'open' },
      },
    });
    const validate = createEventValidator([sample]);
    expect(() => validate('SampleHappened', 1, { state: 'done' })).not.toThrow();
    expect(() => validate('SampleHappened', 1, { state: 'later' })).toThrow(InvalidEventData);
    expect(sample.data.properties.state).not.toHaveProperty('enum');
  });

  test('an unknown event or version is told apart from bad data', () => {
    expect(() => validateEvent('IncidentDreamt', 1, {})).toThrow(UnknownEventType);
    expect(() => validateEvent('IncidentReported', 99, {})).toThrow(UnknownEventType);
  });
});

describe('the registry', () => {
  test('knows the context of every event', () => {
    expect(contextOf('GridSplit')).toBe('residents');
    expect(contextOf('PartyOrgUpgraded')).toBe('party');
    expect(contextOf('DeadlineMissed')).toBe('incidents');
    expect(() => contextOf('IncidentDreamt')).toThrow(UnknownEventType);
  });

  test('gives the latest version unless one is named', () => {
    expect(definitionOf('IncidentReported').version).toBeGreaterThanOrEqual(1);
    expect(definitionOf('IncidentReported', 1).type).toBe('IncidentReported');
    expect(() => definitionOf('IncidentReported', 99)).toThrow(UnknownEventType);
  });

  test('refuses one version defined twice and one name in two contexts', () => {
    const event = definitionOf('GridSplit');
    expect(() => indexDefinitions([event, event])).toThrow(/defined twice/);
    expect(() => indexDefinitions([event, { ...event, version: 2, context: 'party' }])).toThrow(
      /two contexts/,
    );
  });

  test('every definition is complete: name in the past tense form, titles, rows', () => {
    for (const definition of eventDefinitions) {
      expect(definition.type).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(definition.title.zh).toMatch(/\p{Script=Han}/u);
      expect(definition.title.en).not.toBe('');
      expect(definition.description).toMatch(/\.$/);
      expect(definition.rows.length).toBeGreaterThan(0);
      expect(definition.examples.length).toBeGreaterThan(0);
    }
  });
});
