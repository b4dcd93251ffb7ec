import { describe, expect, test } from '@jest/globals';
import { derivedCommandId, incidentIdOf, incidentOfStream, incidentStream } from './incident.id.ts';

describe('ids that derive from something', () => {
  test('the same report opens the same incident; another city or key opens another', () => {
    const id = incidentIdOf('wuhan', 'key-00000001');
    expect(id).toBe(incidentIdOf('wuhan', 'key-00000001'));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(
      new Set([id, incidentIdOf('wuhan', 'key-00000002'), incidentIdOf('beijing', 'key-00000001')]).size,
    ).toBe(3);
  });

  test('ids never change: repeated reports and deadlines of years ago are known by them', () => {
    expect(incidentIdOf('wuhan', 'key-00000001')).toBe('feda12cc-19d0-5a00-ae1a-1732eaca6b0c');
    expect(derivedCommandId('deadline', 'incident-1', 'triage', 1, 1_778_468_400_000)).toBe(
      'd2026100-3455-50a2-a2df-0488c87166ff',
    );
  });

  test('a stream is named after its incident', () => {
    expect(incidentOfStream(incidentStream('abc'))).toBe('abc');
    expect(incidentOfStream('catalogue')).toBeUndefined();
  });
});
