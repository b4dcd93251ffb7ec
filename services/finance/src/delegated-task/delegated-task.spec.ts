import { describe, expect, test } from '@jest/globals';
import type { DelegatedTaskEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './delegated-task.commands.ts';
import { delegatedTask } from './delegated-task.ts';

const order = '420105-2026-12';
const areaPath = '42/01/05/011/010/';
const task = {
  ...{ order, from: 'street:420105011', matter: '消防通道排查', service: 'fire_safety' },
  ...{ cost: 500, funds: 0, powers: ['inspect'], areaPath },
};
const delegate = { type: 'DelegateTask', ...task } as const;
const delegated: DelegatedTaskEvent = { type: 'TaskDelegated', data: task };
const flagged = { type: 'UnfundedMandateFlagged', data: { order, cost: 500, funds: 0 } } as const;
const unfunded = given(delegatedTask).events(delegated, { ...flagged, position: 42 });

const money = (transfer: string, amount: number) => ({ transfer, amount, line: 'work', areaPath });
const attach = (...transfers: ReturnType<typeof money>[]) => ({ type: 'AttachFunds' as const, transfers });
const attached = (transfer: string, amount: number): DelegatedTaskEvent => ({
  type: 'FundsAttached',
  data: { order, ...money(transfer, amount) },
});
const basis = '委托检查书3号';
const empower = { type: 'AttachAuthority', order, power: 'inspect', basis } as const;
const empowered: DelegatedTaskEvent = { type: 'AuthorityAttached', data: { order, power: 'inspect', basis } };
const waive = { type: 'WaiveFunding', order, reason: 'volunteers_do_it' } as const;
const waived: DelegatedTaskEvent = {
  type: 'FundingWaived',
  data: { order, cost: 500, funds: 0, reason: 'volunteers_do_it' },
};
const take = { type: 'AcceptDelegatedTask', order } as const;
const accepted: DelegatedTaskEvent = { type: 'DelegatedTaskAccepted', data: { order } };
const decline = (ground: 'not_on_duty_list' | 'unfunded' | 'no_power') =>
  ({ type: 'RefuseTask', order, ground }) as const;
const refused: DelegatedTaskEvent = {
  type: 'DelegatedTaskRefused',
  data: { order, ground: 'unfunded', flag: 42 },
};

describe('F-04: money follows the task, power follows the duty', () => {
  test('F-04: a task with no funds and a cost is flagged as unfunded in the same append', () => {
    given(delegatedTask).when(delegate).then(delegated, flagged);
    for (const [cost, funds] of [
      [500, 500],
      [0, 0],
    ] as const)
      given(delegatedTask)
        .when({ ...delegate, cost, funds })
        .then({ type: 'TaskDelegated', data: { ...task, cost, funds } });
  });

  test('F-04: delegated again, it leaves nothing to record; otherwise than before, it is refused', () => {
    unfunded.when(delegate).thenNothing();
    unfunded.when({ ...delegate, cost: 0 }).thenRefused('F-04', 'delegated-before', 'order');
    given(delegatedTask)
      .when({ ...delegate, powers: ['inspect', 'inspect'] })
      .thenRefused('F-04', 'power-twice', 'powers');
  });

  test('F-04: a community may refuse with the flag as evidence, as long as the money has not come', () => {
    unfunded.when(decline('unfunded')).then(refused);
    unfunded.events(attached('z-1', 499)).when(decline('unfunded')).then(refused);
    unfunded.events(attached('z-1', 500)).when(decline('unfunded')).thenRefused('F-04', 'funded', 'ground');
  });

  test('R-50: a task on no list of the community can be refused, by the version in force', () => {
    const ground = 'not_on_duty_list';
    const on = (...services: string[]) => ({ known: { dutyList: { version: 2, services } } });
    unfunded
      .when(decline(ground), on('elderly_care'))
      .then({ type: 'DelegatedTaskRefused', data: { order, ground, dutyList: 2 } });
    unfunded.when(decline(ground), on('fire_safety')).thenRefused('R-50', 'on-duty-list', 'ground');
    unfunded.when(decline(ground)).thenRefused('R-50', 'duty-list-unknown', 'ground');
  });

  test('F-04: a task that comes without the powers it takes can be refused', () => {
    const powers = ['inspect'];
    unfunded
      .when(decline('no_power'))
      .then({ type: 'DelegatedTaskRefused', data: { order, ground: 'no_power', powers } });
    unfunded.events(empowered).when(decline('no_power')).thenRefused('F-04', 'has-powers', 'ground');
  });

  test('F-04: each transfer brings its money once, to its own community', () => {
    given(delegatedTask)
      .when(attach(money('z-1', 1)))
      .thenRefused('F-04', 'delegated-task-unknown');
    unfunded
      .when(attach(money('z-1', 200), money('z-2', 300)))
      .then(attached('z-1', 200), attached('z-2', 300));
    unfunded
      .events(attached('z-1', 200))
      .when(attach(money('z-1', 200), money('z-2', 300)))
      .then(attached('z-2', 300));
    unfunded.when(attach({ ...money('z-1', 200), areaPath: '42/01/06/' })).thenNothing();
  });

  test('F-04: money for a task that was refused stays unallocated', () => {
    unfunded
      .events(refused)
      .when(attach(money('z-1', 500)))
      .thenRefused('F-04', 'task-refused');
    unfunded
      .events(waived, empowered, accepted)
      .when(attach(money('z-1', 500)))
      .then(attached('z-1', 500));
  });

  test('F-04: the community has a power once, and only one that the task takes', () => {
    unfunded.when(empower).then(empowered);
    unfunded.events(empowered).when(empower).thenRefused('F-04', 'attached-before', 'power');
    unfunded.when({ ...empower, power: 'fine' }).thenRefused('F-04', 'power-not-asked', 'power');
  });

  test('F-04: it is not accepted without its money, unless this is waived, nor without its powers', () => {
    unfunded.events(empowered).when(take).thenRefused('F-04', 'unfunded');
    unfunded.events(empowered, attached('z-1', 499)).when(take).thenRefused('F-04', 'unfunded');
    unfunded.events(empowered, attached('z-1', 499), attached('z-2', 1)).when(take).then(accepted);
    unfunded.events(empowered, waived).when(take).then(accepted);
    unfunded.events(waived).when(take).thenRefused('F-04', 'no-power');
  });

  test('F-04: what an order says comes with it is not counted again when it is transferred', () => {
    const half: DelegatedTaskEvent = { type: 'TaskDelegated', data: { ...task, funds: 300 } };
    const open = given(delegatedTask).events(half, empowered);
    open.events(attached('z-1', 300)).when(take).thenRefused('F-04', 'unfunded');
    open.events(attached('z-1', 300), attached('z-2', 200)).when(take).then(accepted);
  });

  test('F-04: money is waived once, and only where it lacks', () => {
    unfunded.when(waive).then(waived);
    unfunded.events(waived).when(waive).thenRefused('F-04', 'waived-before');
    unfunded.events(attached('z-1', 500)).when(waive).thenRefused('F-04', 'funded');
  });

  test('F-04: a task is answered once, and only one that was delegated', () => {
    for (const command of [take, decline('unfunded'), waive, empower]) {
      given(delegatedTask).when(command).thenRefused('F-04', 'delegated-task-unknown');
      unfunded.events(refused).when(command).thenRefused('F-04', 'answered-before');
      unfunded.events(waived, empowered, accepted).when(command).thenRefused('F-04', 'answered-before');
    }
  });

  test('F-04: whatever is asked, nothing is accepted without its money, and no transfer counts twice', () => {
    const command: fc.Arbitrary<CommandOf<CommandsOf<typeof commands>>> = fc.oneof(
      fc.constantFrom(delegate, empower, waive, take, decline('unfunded'), decline('no_power')),
      fc
        .array(fc.tuple(fc.constantFrom('z-1', 'z-2', 'z-3'), fc.constantFrom(100, 300)), { maxLength: 3 })
        .map((brought) => attach(...[...new Map(brought)].map(([id, fen]) => money(id, fen)))),
    );
    const types = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { minLength: 4, maxLength: 14 }), (asked) => {
        let folded = delegatedTask.decider.initialState;
        const brought = new Map<string, number>();
        let isWaived = false;
        for (const one of [delegate, ...asked]) {
          const by = { subject: 'someone', roles: [] };
          const asking = { id: order, command: one, at: 0, by, known: {}, policies: policiesOf([]) };
          const decision = delegatedTask.decider.decide(asking, folded);
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            types.add(event.type);
            if (event.type === 'FundsAttached') {
              expect(brought.has(event.data.transfer)).toBe(false);
              brought.set(event.data.transfer, event.data.amount);
            }
            isWaived ||= event.type === 'FundingWaived';
            const sum = [...brought.values()].reduce((total, amount) => total + amount, 0);
            if (event.type === 'DelegatedTaskAccepted') expect(isWaived || sum >= 500).toBe(true);
            folded = delegatedTask.decider.evolve(folded, event);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect([...types].sort()).toEqual(Object.keys(delegatedTask.events).sort());
  });
});
