import {
  type DutyMatrixEvent,
  dutyMatrixEvents,
  type GovernmentTier,
  Id,
  isTierBelow,
  type TierDuty,
  within,
} from '@linli/contracts';
import { accept, aggregate, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import type { Static } from 'typebox';
import type * as commands from './duty-matrix.commands.ts';

/** The matrix in force. */
export interface DutyMatrix {
  /** 0 before the first. */
  readonly version: number;
  /** By service. */
  readonly duties: Readonly<Record<string, TierDuty>>;
}

/** The id of the one matrix there is. */
export const theMatrix = 'tiers';

/** Who decides, provides and pays, service by service in five tiers (F-05), stream `duty-matrix-tiers`. */
export const dutyMatrix = aggregate<typeof commands, DutyMatrix>()('duty-matrix', dutyMatrixEvents, {
  id: within(Id, { pattern: `^${theMatrix}$`, description: `${theMatrix}: there is one matrix` }),
  initial: { version: 0, duties: {} },
  evolve: {
    DutyMatrixPublished: (_, { version, duties }) => ({
      version,
      duties: Object.fromEntries(duties.map((duty) => [duty.service, duty])),
    }),
    DutyReassigned: (matrix, { cost: _, funds: __, basis: ___, ...duty }) => ({
      ...matrix,
      duties: { ...matrix.duties, [duty.service]: duty },
    }),
    DutyMismatchDetected: (matrix) => matrix,
  },
  decide: {
    PublishDutyMatrix({ base, duties }, matrix) {
      const twice = firstDouble(duties.map(({ service }) => service));
      if (twice !== undefined) return refuse('F-05', 'service-twice', `${twice} stands twice`, 'duties');
      for (const duty of duties) {
        const fault = shareFault(duty);
        if (fault) return fault;
      }
      return accept<DutyMatrixEvent>(
        { type: 'DutyMatrixPublished', data: { version: matrix.version + 1, base, duties } },
        ...duties.flatMap((duty) => mismatch(matrix, duty)),
      );
    },
    ReassignDuty(command, matrix) {
      const { cost, funds, basis: _, ...duty } = command;
      const before = matrix.duties[duty.service];
      if (before === undefined)
        return refuse('F-05', 'service-unknown', 'the matrix has no such service', 'service');
      if (isSame(before, duty))
        return refuse('F-05', 'nothing-moves', 'the duty lies where it is', 'service');
      // F-04: money follows the task, also between tiers.
      if (isTierBelow(duty.provides, before.provides) && funds < cost)
        return refuse('F-04', 'unfunded', 'a duty moves down only with the money it costs', 'funds');
      const fault = shareFault(duty);
      if (fault) return fault;
      return accept<DutyMatrixEvent>({ type: 'DutyReassigned', data: command }, ...mismatch(matrix, duty));
    },
  },
});

/** Whether a tier decides, provides or pays for a service: its cell of the matrix is not empty. */
export function hasCell(
  { duties }: DutyMatrix,
  service: string,
  tier: Static<typeof GovernmentTier>,
): boolean {
  const duty = duties[service];
  if (duty === undefined) return false;
  return duty.decides === tier || duty.provides === tier || duty.shares.some((share) => share.tier === tier);
}

/** G-27: the cost of a service is shared out whole, to each tier once. */
function shareFault({ service, shares }: TierDuty): Refusal | undefined {
  const twice = firstDouble(shares.map(({ tier }) => tier));
  if (twice !== undefined)
    return refuse('G-27', 'tier-twice', `${service}: ${twice} bears two shares`, 'shares');
  const sum = shares.reduce((total, { percent }) => total + percent, 0);
  if (sum === 100) return undefined;
  return refuse('G-27', 'shares-not-whole', `${service}: the shares sum to ${sum} %`, 'shares');
}

/** F-05: who decides pays (责权对称). Told when it begins, not again while nothing of it has changed. */
function mismatch({ duties }: DutyMatrix, duty: TierDuty): readonly DutyMatrixEvent[] {
  const before = duties[duty.service];
  const isMismatched = !duty.shares.some(({ tier }) => tier === duty.decides);
  if (!isMismatched || (before !== undefined && isSame(before, duty))) return [];
  return [{ type: 'DutyMismatchDetected', data: duty }];
}

function isSame(one: TierDuty, other: TierDuty): boolean {
  const text = ({ decides, provides, shares }: TierDuty) =>
    [decides, provides, ...shares.map(({ tier, percent }) => `${tier} ${percent}`).sort()].join();
  return text(one) === text(other);
}
