import { expect, test } from '@jest/globals';
import type { PayScaleEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { scale } from '../../test/pay.ts';
import { play } from '../../test/play.ts';
import { payScale, scaleFor } from './pay-scale.ts';

const { version: _, ...first } = scale;
const set = { type: 'SetPayScale', ...first } as const;
const was: PayScaleEvent = { type: 'PayScaleSet', data: scale };

test('F-13: a scale is set from a month on, and judges that month and those after it until the next', () => {
  given(payScale).when(set).then(was);
  const next = { ...set, from: '2026-07', base: 260_000 };
  const { type: __, ...data } = next;
  given(payScale)
    .events(was)
    .when(next)
    .then({ type: 'PayScaleSet', data: { ...data, version: 2 } });
  given(payScale).events(was).when(set).thenRefused('F-13', 'month-too-early', 'from');
  const versions = [scale, { ...scale, version: 2, from: '2026-07' }];
  expect(
    ['2025-12', '2026-01', '2026-06', '2026-07'].map((month) => scaleFor(month, { versions })?.version),
  ).toEqual([undefined, 1, 1, 2]);
});

test('F-13: each of the five insurances stands in it', () => {
  for (const { insurance } of scale.insurances) {
    const insurances = scale.insurances.filter((one) => one.insurance !== insurance);
    given(payScale)
      .when({ ...set, insurances: [...insurances, insurances[0] as never] })
      .thenRefused('F-13', 'insurance-missing', 'insurances');
  }
});

test('F-13: whatever is asked, versions and months go forward', () => {
  const step = fc
    .constantFrom('2026-01', '2026-02', '2026-03', '2026-04')
    .map((from) => [{ ...set, from }] as const);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const all = play(payScale, steps).flat();
      expect(all.map(({ data }) => data.version)).toEqual(all.map((_, n) => n + 1));
      const months = all.map(({ data }) => data.from);
      expect(months).toEqual([...new Set(months)].sort());
    }),
  );
});
