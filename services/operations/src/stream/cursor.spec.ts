import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { covers, decodeCursor, distance, encodeCursor, readPositions } from './cursor.ts';

const source = fc.constantFrom('incidents', 'residents', 'incidents/3', 'incidents/11');
const position = fc.integer({ min: 0, max: 1e12 });

describe('a cursor', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.dictionary(source, position),
        fc.constantFrom('', 'k3f9'),
        fc.option(fc.integer({ min: 1, max: 999 })),
        fc.constantFrom(undefined, '0badc0de.7'),
        (positions, mark, generation, edition) => {
          const sources = Object.keys(positions);
          const marks = mark === '' ? {} : Object.fromEntries(sources.map((name) => [name, mark]));
          const cursor = {
            positions: { ...positions },
            marks,
            ...(sources[0] === undefined ? {} : { at: sources[0] }),
            ...(generation === null ? {} : { generation }),
            ...(edition === undefined ? {} : { edition }),
          };
          const text = encodeCursor(cursor);
          expect(text).toMatch(/^[\w-]+$/);
          expect(decodeCursor(text)).toEqual(cursor);
        },
      ),
    );
  });

  test('anything else is none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const cursor = decodeCursor(text);
        if (cursor !== undefined) expect(encodeCursor(cursor)).toBe(text);
      }),
    );
    for (const text of ['', 'AAAA', Buffer.from('2 incidents=1=').toString('base64url'), 'x'.repeat(5_000)]) {
      expect(decodeCursor(text)).toBeUndefined();
    }
  });

  test('covers what lies at or before it in every source', () => {
    expect(covers({ incidents: 5 }, { incidents: 5 })).toBe(true);
    expect(covers({ incidents: 5 }, { incidents: 5, residents: 1 })).toBe(false);
    expect(distance({ incidents: 5 }, { incidents: 9, residents: 1 })).toBe(5);
  });

  test('positions are read as queries write them', () => {
    expect(readPositions('incidents:12,residents:3')).toEqual({ incidents: 12, residents: 3 });
    expect(readPositions('yesterday')).toBeUndefined();
  });
});
