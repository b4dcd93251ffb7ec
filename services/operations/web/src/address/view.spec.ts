import { describe, expect, test } from '@jest/globals';
import { formatView, misreadParts, parseView } from './view.ts';

describe('the address of a view', () => {
  test('gives back every view that is written into it', () => {
    const view = {
      area: '42/01/05/011/010/A1/',
      asOf: '2026-05-01T01:00:00.000Z',
      incident: '1b4e28ba-2fa1-5d3b-883f-0016d3cca427',
      panel: 'map',
      measure: 'today',
      lines: 'all',
      table: true,
      language: 'en',
    } as const;
    expect(parseView(formatView(view))).toEqual(view);
  });

  test('leaves out what is usual', () => {
    expect(formatView(parseView(new URLSearchParams())).toString()).toBe('');
  });

  test('ignores what it does not understand', () => {
    expect(parseView(new URLSearchParams('area=../../etc&panel=all&lang=fr&show=x'))).toMatchObject({
      area: '',
      panel: undefined,
      language: undefined,
      measure: 'open',
    });
  });

  test.each([
    ['asOf=garbage', [{ name: 'asOf', text: 'garbage' }]],
    ['asOf=2026-13-45T00:00:00Z', [{ name: 'asOf', text: '2026-13-45T00:00:00Z' }]],
    ['asOf=1', [{ name: 'asOf', text: '1' }]],
    ['asOf=incidents', [{ name: 'asOf', text: 'incidents' }]],
    ['area=99', [{ name: 'area', text: '99' }]],
    ['area=42/01/&asOf=2026-05-01T01:00:00Z', []],
    ['asOf=incidents/3:12,residents:4', []],
    ['', []],
  ])('tells what it did not understand of place and time: %s', (address, misread) => {
    expect(misreadParts(new URLSearchParams(address))).toEqual(misread);
  });
});
