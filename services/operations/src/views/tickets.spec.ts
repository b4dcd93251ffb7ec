import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { logOf } from '../../test/fold.ts';
import { ticketOf } from './board/incident-event.ts';
import { stretchesOf, ticketIndex } from './tickets.ts';

const found = (incident: string, part: string) => {
  const [reported] = logOf([{ step: 'report', told: { incident, grid: 1 } }]);
  const fields = ticketIndex.index({}, reported as NonNullable<typeof reported>);
  return stretchesOf(part).some(({ field, from, to }) => {
    const value = fields[field] as number;
    return value >= from && value < to;
  });
};

describe('the index of tickets', () => {
  test('finds exactly the numbers that have the digits somewhere', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.stringMatching(/^[0-9]{3,10}$/), fc.nat(9), (incident, other, start) => {
        const number = ticketOf(incident).replaceAll('-', '');
        for (const part of [number, number.slice(start, start + 3), number.slice(start), other])
          if (part.length >= 3) expect(found(incident, part)).toBe(number.includes(part));
      }),
    );
  });

  test('has one entry an incident, of its report alone', () => {
    const log = logOf(
      ['report', 'locate', 'route'].map((step) => ({
        step: step as 'report',
        told: { incident: '0198c0de-0000-7000-8000-000000000000', grid: 1 },
      })),
    );
    expect(log.flatMap((event) => ticketIndex.keys(event))).toEqual(['0198c0de-0000-7000-8000-000000000000']);
  });
});
