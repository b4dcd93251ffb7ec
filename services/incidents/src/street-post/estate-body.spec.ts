import { describe, expect, test } from '@jest/globals';
import type { EstateBodyEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './estate-body.commands.ts';
import { estateBody } from './estate-body.ts';

type Command = CommandOf<CommandsOf<typeof commands>>;

const areaPath = '42/01/05/011/010/';
const body = { estate: 'jiangxinyuan', station: 'station:420105011010' };
const form = { type: 'FormEstateBody', ...body } as const;
const formed: EstateBodyEvent = { type: 'EstateBodyFormed', data: { ...body, areaPath } };
const appoint = (rep: string) => ({ type: 'AppointEstateRep', rep, validFrom: '2015-01-01' }) as const;
const appointed = (rep: string): EstateBodyEvent => ({
  type: 'EstateRepAppointed',
  data: { rep, validFrom: '2015-01-01' },
});
const patrol = (rep: string) => ({ type: 'StartEstatePatrol', rep }) as const;
const known = { known: { estate: { areaPath } } };

describe('I-26: the body of an estate', () => {
  test('I-26: it is formed once, for an estate that is registered', () => {
    given(estateBody).when(form, known).then(formed);
    given(estateBody).when(form).thenRefused('I-26', 'estate-unknown', 'estate');
    given(estateBody).events(formed).when(form, known).thenRefused('I-26', 'formed-before', 'estate');
  });

  test('I-26: a body without a resident cannot start a patrol; with one it does', () => {
    const alone = given(estateBody).events(formed);
    alone.when(patrol('r-1')).thenRefused('I-26', 'no-resident-rep');
    alone.when(appoint('r-1')).then(appointed('r-1'));
    const both = alone.events(appointed('r-1'));
    both.when(patrol('r-1')).then({ type: 'EstatePatrolStarted', data: { rep: 'r-1' } });
    both.when(patrol('r-2')).thenRefused('I-26', 'not-a-rep', 'rep');
    both.when(appoint('r-1')).thenRefused('I-26', 'appointed-before', 'rep');
  });

  test.each<Command>([appoint('r-1'), patrol('r-1')])('I-26: $type asks for a body', (command) => {
    given(estateBody).when(command).thenRefused('I-26', 'estate-body-unknown');
  });

  test('I-26: whatever is asked, only residents of the body patrol', () => {
    const rep = fc.constantFrom('r-1', 'r-2', 'r-3');
    const anything: fc.Arbitrary<Command> = fc.oneof(
      fc.constant<Command>(form),
      rep.map(appoint),
      rep.map(patrol),
    );
    let patrols = 0;
    fc.assert(
      fc.property(fc.array(anything, { minLength: 5, maxLength: 20 }), (asked) => {
        const past: EstateBodyEvent[] = [];
        for (const command of asked) {
          const { decision } = given(estateBody)
            .events(...past)
            .when(command, known);
          if (decision.outcome === 'accepted') past.push(...decision.events);
        }
        const reps = new Set<string>();
        for (const { type, data } of past) {
          if (type === 'EstateRepAppointed') reps.add(data.rep);
          if (type !== 'EstatePatrolStarted') continue;
          expect(reps.has(data.rep)).toBe(true);
          patrols += 1;
        }
      }),
    );
    expect(patrols).toBeGreaterThan(20);
  });
});
