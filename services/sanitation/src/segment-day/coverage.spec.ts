import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Absence, type Shift, type Span, uncovered } from './coverage.ts';

const hours = { from: '06:00', to: '18:00' };
const away = { cleaner: 'c-1', from: '08:00', to: '10:00' };
const shift = (from: string, to: string, cleaner = 'c-1'): Shift => ({ cleaner, from, to });

describe('S-02: uncovered spans of the shift hours', () => {
  test.each<[string, Shift[], Absence[], Span[]]>([
    ['nothing has been told', [], [], []],
    ['an absence without substitute', [], [away], [{ from: '08:00', to: '10:00' }]],
    ['an absence with one', [], [{ ...away, substitute: 'c-2' }], []],
    ['a late start', [shift('06:30', '24:00')], [], [{ from: '06:00', to: '06:30' }]],
    [
      'a break and an early end',
      [shift('05:50', '11:00'), shift('12:00', '17:00')],
      [],
      [
        { from: '11:00', to: '12:00' },
        { from: '17:00', to: '18:00' },
      ],
    ],
    ['an absence within a shift', [shift('06:00', '18:00')], [away], [{ from: '08:00', to: '10:00' }]],
    [
      'somebody else on shift during an absence',
      [shift('06:00', '18:00'), shift('09:00', '10:00', 'c-2')],
      [away],
      [{ from: '08:00', to: '09:00' }],
    ],
  ])('S-02: %s', (_, shifts, absences, spans) => {
    expect(uncovered(hours, shifts, absences)).toEqual(spans);
  });

  const hourOf = fc.integer({ min: 0, max: 23 });
  const span = fc
    .tuple(hourOf, hourOf)
    .map(([one, other]) => ({ from: text(Math.min(one, other)), to: text(Math.max(one, other) + 1) }));
  const cleaner = fc.constantFrom('c-1', 'c-2');
  const shifts = fc.array(fc.tuple(cleaner, span).map(([cleaner, span]) => ({ cleaner, ...span })));
  const absences = fc.array(
    fc.tuple(cleaner, span, fc.boolean()).map(([cleaner, span, isKept]): Absence => ({
      cleaner,
      ...span,
      ...(isKept && { substitute: 'c-3' }),
    })),
  );

  test('S-02: an hour is uncovered when nobody present keeps it and no substitute does', () => {
    fc.assert(
      fc.property(shifts, absences, (shifts, absences) => {
        const spans = uncovered(hours, shifts, absences);
        for (let hour = 0; hour < 24; hour += 1) {
          const holds = ({ from, to }: Span) => from <= text(hour) && text(hour) < to;
          const awayNow = absences.filter(holds);
          const isKept =
            awayNow.some(({ substitute }) => substitute !== undefined) ||
            (shifts.length === 0
              ? awayNow.length === 0
              : shifts.some(
                  (shift) => holds(shift) && !awayNow.some(({ cleaner }) => cleaner === shift.cleaner),
                ));
          expect(spans.some(holds)).toBe(holds(hours) && !isKept);
        }
        expect(spans.every(({ from, to }) => from < to)).toBe(true);
        expect(spans.every(({ from }, index) => index === 0 || (spans[index - 1]?.to ?? '') < from)).toBe(
          true,
        );
      }),
    );
  });
});

function text(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
