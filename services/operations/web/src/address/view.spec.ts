import { describe, expect, test } from '@jest/globals';
import { formatView, parseView } from './view.ts';

describe('the address of a view', () => {
  test('gives back every view that is written into it', () => {
    const view = {
      area: '42/01/05/011/010/A1/',
      asOf: '2026-05-01T01:00:00.000Z',
      incident: '1b4e28ba-2fa1-5d3b-883f-0016d3cca427',
      panel: 'map',
      measure: 'today',
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
});
