import {
  compensationEvents,
  dayLength,
  type CompensationEvent,
  type Posting,
  startOfShanghaiDay,
} from '@linli/contracts';
import { accept, aggregate, type Decision, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, move } from '@linli/patterns';
import { compensationUses } from './compensation-uses.ts';
import type * as commands from './compensation.commands.ts';
import { exactSplit } from './exact-split.ts';

interface Line {
  readonly use: string;
  readonly amount: number;
}

/** What a collective was paid for land, as far as its rules ask. */
export interface Compensation {
  readonly areaPath?: string;
  /** In fen; 0 before it has been received. */
  readonly receipt: number;
  /** When the log took the receipt, milliseconds since 1970 UTC. */
  readonly recordedAt?: number;
  readonly proposal?: { readonly lines: readonly Line[]; readonly sha256: string };
  readonly approved?: true;
}

interface Facts {
  /** Of `allocationText` of the lines that are proposed. */
  readonly sha256: string;
  /** The motion as it was carried, and what it was carried on. */
  readonly motion: { readonly subject: string };
}

type AskedLines = InstanceType<typeof commands.ProposeAllocation>['lines'];

/** The lines in fen: those that say an amount, and the rest by parts, to the fen. */
export function linesOf(receipt: number, asked: AskedLines): readonly Line[] {
  const rest = receipt - asked.reduce((sum, { amount = 0 }) => sum + amount, 0);
  const parts = asked.flatMap(({ parts }) => parts ?? []);
  const shares = [...(rest > 0 && parts.length > 0 ? exactSplit(rest, parts) : [])];
  return asked.map(({ use, amount, parts }) => ({
    use,
    amount: parts === undefined ? (amount ?? 0) : (shares.shift() ?? 0),
  }));
}

/** The text that is hashed and voted on: of which compensation, and a line for each use, its fen behind a blank. */
export function allocationText(id: string, lines: readonly Line[]): string {
  return [`${id}\n`, ...lines.map(({ use, amount }) => `${use} ${amount}\n`)].join('');
}

/** Compensation for land, proposed, voted on and approved (F-09), stream `compensation-<id>`. */
export const compensation = aggregate<typeof commands, Compensation, Facts>()(
  'compensation',
  compensationEvents,
  {
    initial: { receipt: 0 },
    areaPath: ({ areaPath }) => areaPath,
    evolve: {
      CompensationReceived: (_, { areaPath, amount }, { at }) => ({
        areaPath,
        receipt: amount,
        recordedAt: at,
      }),
      AllocationProposed: (state, proposal) => ({ ...state, proposal }),
      AllocationApproved: (state) => ({ ...state, approved: true }),
    },
    decide: {
      ReceiveCompensation(command, { areaPath }, { at, policy }) {
        if (areaPath !== undefined)
          return refuse('F-09', 'received-before', 'the compensation has been received before');
        if (startOfShanghaiDay(command.receivedOn) > at)
          return refuse('F-09', 'day-to-come', 'what is received has been received', 'receivedOn');
        const { version } = policy(compensationUses);
        const postings = move(command.amount, 'received', 'held');
        return accept({ type: 'CompensationReceived', data: { ...command, policy: version, postings } });
      },
      ProposeAllocation({ lines: asked }, state, { known, policy }) {
        const { areaPath, receipt, approved } = state;
        if (areaPath === undefined) return unknown();
        if (approved) return approvedBefore();
        const { uses } = policy(compensationUses);
        const named = asked.map(({ use }) => use);
        const twice = firstDouble(named);
        if (twice !== undefined) return refuse('F-09', 'use-twice', `${twice} has two lines`, 'lines');
        const other = named.find((use) => !uses.some((one) => one.use === use));
        if (other !== undefined)
          return refuse('F-09', 'use-unknown', `compensation is not used for ${other}`, 'lines');
        // F-09: allowances and social insurance come first.
        const missing = uses.find(({ use, first }) => first && !named.includes(use));
        if (missing !== undefined)
          return refuse('F-09', 'first-use-missing', `${missing.use} comes before all others`, 'lines');
        if (asked.some(({ amount, parts }) => (amount === undefined) === (parts === undefined)))
          return refuse('F-09', 'amount-or-parts', 'a line says its amount or its parts', 'lines');
        const lines = linesOf(receipt, asked);
        // F-09: 1 fen off is refused.
        const sum = lines.reduce((total, { amount }) => total + amount, 0);
        if (sum !== receipt)
          return refuse('F-09', 'not-the-receipt', `the lines sum to ${sum} of ${receipt} fen`, 'lines');
        if (lines.some(({ amount }) => amount === 0))
          return refuse('F-09', 'line-empty', 'nothing is left for a line', 'lines');
        const { sha256 } = known;
        if (sha256 === undefined) return refuse('F-09', 'hash-unknown', 'the lines come without a hash');
        return accept({ type: 'AllocationProposed', data: { lines: [...lines], sha256 } });
      },
      ApproveAllocation({ motion }, state, { known }) {
        const proposal = proposalOf(state);
        if ('outcome' in proposal) return proposal;
        // F-09: an approval needs a carried motion.
        if (known.motion === undefined)
          return refuse('F-09', 'motion-unknown', 'no such motion is known to be carried', 'motion');
        // F-09: lines that were changed after the vote have another hash.
        if (known.motion.subject !== proposal.sha256)
          return refuse('F-09', 'other-lines', 'the motion was carried on other lines', 'motion');
        return accept(approvedWith(state, { sha256: proposal.sha256, motion }));
      },
      ImportEarlierDecision({ decidedOn }, state) {
        const proposal = proposalOf(state);
        if ('outcome' in proposal) return proposal;
        // F-09: what is decided now is voted on; only what lies before the log names no motion.
        if (startOfShanghaiDay(decidedOn) + dayLength > (state.recordedAt ?? 0))
          return refuse('F-09', 'takes-a-motion', 'a decision of our time names its motion', 'decidedOn');
        return accept(approvedWith(state, { sha256: proposal.sha256, decidedOn }));
      },
    },
  },
);

function proposalOf({ areaPath, approved, proposal }: Compensation) {
  if (areaPath === undefined) return unknown();
  if (approved) return approvedBefore();
  return proposal ?? refuse('F-09', 'not-proposed', 'nothing has been proposed yet');
}

function approvedWith(
  { receipt, proposal }: Compensation,
  data: { readonly sha256: string; readonly motion?: string; readonly decidedOn?: string },
): CompensationEvent {
  const used = (proposal?.lines ?? []).map(({ use, amount }) => ({ account: `used:${use}`, amount }));
  const postings: Posting[] = [{ account: 'held', amount: -receipt }, ...used];
  return { type: 'AllocationApproved', data: { ...data, postings } };
}

function approvedBefore(): Refusal {
  return refuse('F-09', 'approved-before', 'the allocation has been approved before');
}

function unknown(): Refusal & Decision<CompensationEvent> {
  return refuse('F-09', 'compensation-unknown', 'nothing has been received under this name');
}
