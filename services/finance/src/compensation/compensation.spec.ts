import { describe, expect, test } from '@jest/globals';
import type { CompensationEvent, DataOf, compensationEvents } from '@linli/contracts';
import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { compensationUses } from './compensation-uses.ts';
import type * as commands from './compensation.commands.ts';
import { allocationText, compensation, linesOf } from './compensation.ts';

type Command = CommandOf<CommandsOf<typeof commands>>;

const areaPath = '42/01/05/011/010/';
const receipt = 1_723_000_000;
const [sha256, other] = ['a'.repeat(64), 'b'.repeat(64)];
const receive = { type: 'ReceiveCompensation', amount: receipt, areaPath, receivedOn: '2026-05-01' } as const;
const lines = [
  { use: 'allowance', amount: 500_000_000 },
  { use: 'social_insurance', amount: 400_000_000 },
  { use: 'investment', amount: 823_000_000 },
];
const propose = (of: Extract<Command, { type: 'ProposeAllocation' }>['lines'] = lines) =>
  ({ type: 'ProposeAllocation', compensation: 'c-1', lines: of }) as const;
const approve = { type: 'ApproveAllocation', motion: 'm-1' } as const;
const earlier = (decidedOn: string) => ({ type: 'ImportEarlierDecision', decidedOn }) as const;
const hashed = { known: { sha256 } };
const carried = (subject = sha256) => ({ known: { motion: { subject } } });

const recordedAt = Date.parse('2026-05-01T09:00:00+08:00');
const received = {
  type: 'CompensationReceived',
  data: {
    ...{ amount: receipt, areaPath, receivedOn: '2026-05-01', policy: 1 },
    postings: [
      { account: 'received', amount: -receipt },
      { account: 'held', amount: receipt },
    ],
  },
  recordedAt,
} as const satisfies CompensationEvent & { recordedAt: number };
const proposed = (more: Partial<DataOf<typeof compensationEvents.AllocationProposed>> = {}) =>
  ({ type: 'AllocationProposed', data: { lines, sha256, ...more } }) as CompensationEvent;
const approved = (by: object): CompensationEvent => ({
  type: 'AllocationApproved',
  data: {
    ...{ sha256, ...by },
    postings: [
      { account: 'held', amount: -receipt },
      { account: 'used:allowance', amount: 500_000_000 },
      { account: 'used:social_insurance', amount: 400_000_000 },
      { account: 'used:investment', amount: 823_000_000 },
    ],
  },
});
const here = given(compensation).events(received);
const ready = here.events(proposed());

describe('F-09: compensation for land', () => {
  test('F-09: it is received once, and not in days to come', () => {
    const { recordedAt: _, ...event } = received;
    given(compensation).when(receive, { at: recordedAt }).then(event);
    here.when(receive, { at: recordedAt }).thenRefused('F-09', 'received-before');
    const uses = { ...compensationUses.first, version: 2 };
    given(compensation)
      .when(receive, { at: recordedAt, policies: [[compensationUses, uses]] })
      .then({ ...event, data: { ...event.data, policy: 2 } });
    given(compensation)
      .when({ ...receive, receivedOn: '2026-05-02' }, { at: recordedAt })
      .thenRefused('F-09', 'day-to-come', 'receivedOn');
  });

  test('F-09: allocations total 17,230,000.00; 1 fen off is refused', () => {
    here.when(propose(), hashed).then(proposed());
    for (const off of [-1, 1])
      here
        .when(
          propose(lines.map((line, index) => ({ ...line, amount: line.amount + (index === 2 ? off : 0) }))),
          hashed,
        )
        .thenRefused('F-09', 'not-the-receipt', 'lines');
  });

  test('F-09: what amounts leave is split by parts, to the fen', () => {
    const asked = [
      { use: 'allowance', parts: 1 },
      { use: 'social_insurance', amount: 1_000_000_000 },
      { use: 'investment', parts: 2 },
    ];
    const split = [
      { use: 'allowance', amount: 241_000_000 },
      { use: 'social_insurance', amount: 1_000_000_000 },
      { use: 'investment', amount: 482_000_000 },
    ];
    here.when(propose(asked), hashed).then(proposed({ lines: split }));
    const nothing = [
      ...lines.slice(0, 2),
      { use: 'investment', amount: 823_000_000 },
      { use: 'shared_out', parts: 1 },
    ];
    here.when(propose(nothing), hashed).thenRefused('F-09', 'line-empty', 'lines');
    for (const wrong of [{ use: 'investment' }, { use: 'investment', amount: 823_000_000, parts: 1 }])
      here
        .when(propose([...lines.slice(0, 2), wrong]), hashed)
        .thenRefused('F-09', 'amount-or-parts', 'lines');
  });

  test('F-09: allowances and social insurance come first; uses are a policy', () => {
    here
      .when(propose([{ use: 'investment', amount: receipt }]), hashed)
      .thenRefused('F-09', 'first-use-missing');
    here
      .when(propose([...lines, { use: 'feast', amount: 1 }]), hashed)
      .thenRefused('F-09', 'use-unknown', 'lines');
    here.when(propose([...lines, ...lines.slice(0, 1)]), hashed).thenRefused('F-09', 'use-twice', 'lines');
    const content = { version: 2, uses: [{ use: 'feast', first: false }] };
    const feast = [{ use: 'feast', amount: receipt }];
    here
      .when(propose(feast), { ...hashed, policies: [[compensationUses, content]] })
      .then(proposed({ lines: feast }));
    const set = given(compensationUses.decider).events({
      type: 'CompensationUsesSet',
      data: compensationUses.first,
    });
    set.when({ content }).then({ type: 'CompensationUsesSet', data: content });
    set
      .when({ content: { version: 2, uses: [...content.uses, ...content.uses] } })
      .thenRefused('F-09', 'use-twice');
  });

  test('F-09: what is proposed has a hash of its compensation and its lines', () => {
    here.when(propose()).thenRefused('F-09', 'hash-unknown');
    expect(allocationText('c-1', linesOf(receipt, lines))).toBe(
      'c-1\nallowance 500000000\nsocial_insurance 400000000\ninvestment 823000000\n',
    );
  });

  test('F-09: an approval needs a motion that was carried on these very lines', () => {
    ready.when(approve, carried()).then(approved({ motion: 'm-1' }));
    ready.when(approve).thenRefused('F-09', 'motion-unknown', 'motion');
    ready
      .events(proposed({ sha256: other }))
      .when(approve, carried())
      .thenRefused('F-09', 'other-lines', 'motion');
    here.when(approve, carried()).thenRefused('F-09', 'not-proposed');
  });

  test('F-09: an approved allocation stays as it is', () => {
    const done = ready.events(approved({ motion: 'm-1' }));
    for (const command of [propose(), approve, earlier('2004-12-20')])
      done
        .when(command, { known: { sha256, motion: { subject: sha256 } } })
        .thenRefused('F-09', 'approved-before');
    for (const command of [propose(), approve, earlier('2004-12-20')])
      given(compensation).when(command).thenRefused('F-09', 'compensation-unknown');
  });

  test('F-09: a decision that lies before the log is imported and names no motion; one of our time takes one', () => {
    ready.when(earlier('2004-12-20')).then(approved({ decidedOn: '2004-12-20' }));
    ready.when(earlier('2026-04-30')).then(approved({ decidedOn: '2026-04-30' }));
    for (const day of ['2026-05-01', '2026-06-01'])
      ready.when(earlier(day)).thenRefused('F-09', 'takes-a-motion', 'decidedOn');
    here.when(earlier('2004-12-20')).thenRefused('F-09', 'not-proposed');
  });

  const amount = fc.constantFrom(1, 2, 3, 4);
  const step = fc.oneof(
    fc.constant({ ...receive, amount: 9 }),
    fc
      .tuple(amount, amount, amount)
      .map((amounts) => propose(amounts.map((amount, index) => ({ use: lines[index]?.use ?? '', amount })))),
    fc.constantFrom<Command>(approve, earlier('2004-12-20')),
  );

  test('F-09: whatever is asked, proposals sum to the receipt and money is used once, to the fen', () => {
    let times = 0;
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }),
        fc.boolean(),
        (steps, isCarried) => {
          const recorded: (CompensationEvent & { recordedAt: number })[] = [];
          for (const command of steps) {
            const known = { sha256, ...(isCarried && { motion: { subject: sha256 } }) };
            const { decision } = given(compensation)
              .events(...recorded)
              .when(command, { at: recordedAt, known });
            if (decision.outcome === 'accepted')
              recorded.push(...decision.events.map((event) => ({ ...event, recordedAt })));
          }
          for (const { data } of recorded) {
            if ('postings' in data)
              expect(data.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
            if ('lines' in data) expect(data.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(9);
          }
          const index = recorded.findIndex(({ type }) => type === 'AllocationApproved');
          if (index >= 0) expect(index).toBe(recorded.length - 1);
          times += Number(index >= 0);
        },
      ),
    );
    expect(times).toBeGreaterThan(5);
  });
});
