import { describe, expect, test } from '@jest/globals';
import * as language from './index.ts';
import { InvalidEventData } from './validate-event.ts';
import { publishedLanguage } from './published-language.ts';
import { eventDefinitions, UnknownEventType } from './registry.ts';

const { upcast, validate, versionOf } = publishedLanguage;

describe('the language as command handlers know it', () => {
  test('has the events of every aggregate that services are given', () => {
    const given = Object.entries(language).filter(([name]) => /^[a-z]\w*Events$/.test(name));
    expect(given.length).toBeGreaterThan(10);
    for (const [, events] of given)
      for (const event of Object.values(events)) expect(eventDefinitions).toContain(event);
  });

  test('writes every event in its latest version', () => {
    for (const { type } of eventDefinitions) {
      const versions = eventDefinitions.filter((other) => other.type === type).map(({ version }) => version);
      expect(versionOf(type)).toBe(Math.max(...versions));
    }
  });

  test('takes every example in the version it is written in', () => {
    for (const { type, version, examples } of eventDefinitions) {
      for (const example of examples) expect(() => validate(type, version, example)).not.toThrow();
    }
    expect(() => validate('IncidentParked', versionOf('IncidentParked'), {})).toThrow(InvalidEventData);
  });

  test('folds what it has written as it was written', () => {
    const [definition] = eventDefinitions;
    const { type, examples } = definition!;
    const recorded = {
      position: 1,
      streamId: 'territory-420105011010',
      revision: 0,
      id: '0199a000-0000-7000-8000-000000000001',
      type,
      version: versionOf(type),
      recordedAt: 0,
      data: examples[0],
      metadata: { commandId: 'c', correlationId: 'c', actor: 'somebody', tenant: 'wuhan' },
    };
    expect(upcast(recorded)).toBe(recorded);
  });

  test('has no version for an event that it does not hold', () => {
    expect(() => versionOf('IncidentForgotten')).toThrow(UnknownEventType);
  });
});
