import { describe, expect, test } from '@jest/globals';
import type { StreetChiefEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './street-chief.commands.ts';
import { streetChief } from './street-chief.ts';

type Command = CommandOf<CommandsOf<typeof commands>>;

const id = 'jiangxinyuan-east';
const areaPath = '42/01/05/011/010/';
const along = [`${areaPath}A1/B07/U021/G0431/`];
const street = { street: id, areaPath, along };
const appoint = (chief: string, validFrom = '2015-01-01') =>
  ({ type: 'AppointStreetChief', ...street, chief, validFrom }) as const;
const appointed = (chief: string, validFrom = '2015-01-01'): StreetChiefEvent => ({
  type: 'StreetChiefAppointed',
  data: { ...street, chief, validFrom },
});
const relieve = (validTo: string) => ({ type: 'RelieveStreetChief', validTo }) as const;
const relieved = (chief: string, validTo: string): StreetChiefEvent => ({
  type: 'StreetChiefRelieved',
  data: { ...street, chief, validTo },
});
const held = given(streetChief).events(appointed('c-1'));

describe('I-05: the chief of a street', () => {
  test('I-05: one chief a street; another begins when the one before him ends', () => {
    given(streetChief).when(appoint('c-1'), { id }).then(appointed('c-1'));
    held
      .when(appoint('c-2', '2016-01-01'), { id })
      .then(relieved('c-1', '2016-01-01'), appointed('c-2', '2016-01-01'));
    held.when(appoint('c-1', '2016-01-01'), { id }).thenRefused('I-05', 'holds-it', 'chief');
    held.when(appoint('c-2', '2015-01-01'), { id }).thenRefused('I-05', 'day-too-early', 'validFrom');
  });

  test('I-05: a street may be without a chief, from a day on', () => {
    held.when(relieve('2016-01-01'), { id }).then(relieved('c-1', '2016-01-01'));
    held.when(relieve('2015-01-01'), { id }).thenRefused('I-05', 'day-too-early', 'validTo');
    given(streetChief).when(relieve('2016-01-01'), { id }).thenRefused('I-05', 'street-chief-unknown');
    const vacant = held.events(relieved('c-1', '2016-01-01'));
    vacant.when(relieve('2017-01-01'), { id }).thenRefused('I-05', 'vacant');
    vacant.when(appoint('c-1', '2016-01-01'), { id }).then(appointed('c-1', '2016-01-01'));
    vacant.when(appoint('c-1', '2015-12-31'), { id }).thenRefused('I-05', 'day-too-early', 'validFrom');
  });

  test('I-05: the places on a street lie in its area, and the area stays', () => {
    const wrong = (change: Partial<typeof street>) =>
      given(streetChief).when({ ...appoint('c-1'), ...change }, { id });
    wrong({ along: ['42/01/05/011/009/'] }).thenRefused('I-05', 'place-outside', 'along');
    wrong({ along: [...along, ...along] }).thenRefused('I-05', 'place-twice', 'along');
    held
      .when({ ...appoint('c-2', '2016-01-01'), areaPath: '42/01/05/' }, { id })
      .thenRefused('I-05', 'other-area', 'areaPath');
  });
});

const day = fc.integer({ min: 1, max: 28 }).map((date) => `2015-01-${String(date).padStart(2, '0')}`);
const anything: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(fc.constantFrom('c-1', 'c-2'), day).map(([chief, from]) => appoint(chief, from)),
  day.map(relieve),
);

test('I-05: whatever is asked, a street has one chief at most on a day', () => {
  let changes = 0;
  fc.assert(
    fc.property(fc.array(anything, { minLength: 10, maxLength: 30, size: 'max' }), (asked) => {
      const past: StreetChiefEvent[] = [];
      for (const command of asked) {
        const { decision } = given(streetChief)
          .events(...past)
          .when(command, { id });
        if (decision.outcome === 'accepted') past.push(...decision.events);
      }
      let chief: string | undefined;
      let since = '';
      for (const { type, data } of past) {
        if (type === 'StreetChiefAppointed') {
          expect(chief).toBeUndefined();
          expect(data.validFrom >= since).toBe(true);
          ({ chief, validFrom: since } = data);
        } else {
          expect(data.chief).toBe(chief);
          expect(data.validTo > since).toBe(true);
          since = data.validTo;
          chief = undefined;
          changes += 1;
        }
      }
    }),
  );
  expect(changes).toBeGreaterThan(50);
});
