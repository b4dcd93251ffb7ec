import { describe, expect, test } from '@jest/globals';
import type { UpperOrderEvent } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type * as commands from './upper-order.commands.ts';
import { upperOrder } from './upper-order.ts';

const order = '420105-2026-12';
const due = '2026-06-30T16:00:00.000Z';
const came = {
  ...{ order, from: 'street:420105011', matter: '消防通道排查', service: 'fire_safety' },
  ...{ cost: 5_000_000, funds: 0, powers: [], areaPath: '42/01/05/011/010/', due },
};
const task = (name: string) => ({ task: name, unit: 'grid:420105011010', work: '逐栋排查' });
const proof = (name: string) => ({ task: name, evidence: ['photo-1'] });
const receive = { type: 'ReceiveUpperOrder', ...came } as const;
const share = (...names: string[]) => ({ type: 'SplitOrder' as const, order, tasks: names.map(task) });
const show = (...names: string[]) => ({ type: 'ProveDone' as const, order, proofs: names.map(proof) });
const split = share('t-1', 't-2');
const prove = show('t-1', 't-2');
const mark = { type: 'MarkOrderOverdue', due } as const;

const received: UpperOrderEvent = { type: 'UpperOrderReceived', data: came };
const shared: UpperOrderEvent = { type: 'OrderSplit', data: { order, tasks: split.tasks } };
const proven: UpperOrderEvent = { type: 'OrderProven', data: { order, proofs: prove.proofs } };
const overdue: UpperOrderEvent = { type: 'UpperOrderOverdue', data: { order, due } };
const accepted = { known: { answer: 'accepted' } } as const;

describe('I-28: the last mile of an order', () => {
  test('I-28: an order is received once, and due later than now', () => {
    given(upperOrder).when(receive).then(received);
    given(upperOrder).when(receive, { at: due }).thenRefused('I-28', 'due-before-now', 'due');
    given(upperOrder).events(received).when(receive).thenRefused('I-28', 'received-before', 'order');
  });

  test('I-28: no order is split before the community has accepted it, or once it has refused it', () => {
    const open = given(upperOrder).events(received);
    open.when(split).thenRefused('I-28', 'not-accepted');
    open.when(split, { known: { answer: 'refused' } }).thenRefused('I-28', 'order-refused');
    open.when(split, accepted).then(shared);
    given(upperOrder).when(split, accepted).thenRefused('I-28', 'upper-order-unknown');
  });

  test('I-28: an order is split once, each task under a number of its own', () => {
    given(upperOrder).events(received, shared).when(split, accepted).thenRefused('I-28', 'split-before');
    given(upperOrder)
      .events(received)
      .when(share('t-1', 't-1'), accepted)
      .thenRefused('I-28', 'task-twice', 'tasks');
  });

  test('I-28: an order is proven when there is evidence of every task, once', () => {
    given(upperOrder).when(prove).thenRefused('I-28', 'upper-order-unknown');
    given(upperOrder).events(received).when(prove).thenRefused('I-28', 'not-split');
    const done = given(upperOrder).events(received, shared);
    done.when(show('t-1')).thenRefused('I-28', 'not-proven', 'proofs');
    done.when(show('t-1', 't-2', 't-1')).thenRefused('I-28', 'task-twice', 'proofs');
    done.when(show('t-1', 't-2', 't-3')).thenRefused('I-28', 'task-unknown', 'proofs');
    done.when(prove).then(proven);
    done.events(overdue).when(prove).then(proven);
    done.events(proven).when(prove).thenRefused('I-28', 'proven-before');
  });

  test('I-28: what is not proven at its due time is marked as overdue, once', () => {
    const asked = { id: order };
    given(upperOrder).events(received).when(mark, asked).then(overdue);
    given(upperOrder).events(received, overdue).when(mark, asked).thenNothing();
    given(upperOrder).events(received, shared, proven).when(mark, asked).thenNothing();
    given(upperOrder).when(mark, asked).thenNothing();
  });

  test('I-28: whatever is asked, an order is received, split and proven in this order, each once', () => {
    const command = fc.constantFrom<CommandOf<CommandsOf<typeof commands>>>(
      receive,
      split,
      prove,
      show('t-1'),
      mark,
    );
    const answer = fc.constantFrom({}, accepted.known, { answer: 'refused' } as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(command, answer), { maxLength: 20 }), (asked) => {
        let folded = upperOrder.decider.initialState;
        const types: string[] = [];
        for (const [one, known] of asked) {
          const by = { subject: 'someone', roles: [] };
          const asking = { id: order, command: one, at: 0, by, known, policies: policiesOf([]) };
          const decision = upperOrder.decider.decide(asking, folded);
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            if (event.type === 'OrderSplit') expect(known).toEqual(accepted.known);
            types.push(event.type);
            folded = upperOrder.decider.evolve(folded, event);
          }
        }
        const steps = types.filter((type) => type !== 'UpperOrderOverdue');
        expect(['UpperOrderReceived', 'OrderSplit', 'OrderProven'].slice(0, steps.length)).toEqual(steps);
        expect(types.length - steps.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
