import { type DataOf, type DelegatedTaskEvent, delegatedTaskEvents, OrderId } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import type * as commands from './delegated-task.commands.ts';

type Asked = DataOf<typeof delegatedTaskEvents.TaskDelegated>;

/** What a community was given to do, and with what, as far as its rules ask. */
export interface DelegatedTask {
  /** Absent until it has been delegated. */
  readonly asked?: Asked;
  /** Where finance's log says that it was. */
  readonly at?: number;
  /** Where finance's log says that it came without its money. */
  readonly flag?: number;
  /** Transfers that have brought money, in fen. */
  readonly brought: Readonly<Record<string, number>>;
  readonly powers: readonly string[];
  readonly isWaived?: true;
  readonly answer?: 'accepted' | 'refused';
}

/** What the communities of a township do or help with, by a version of its list of duties. */
export interface KnownDutyList {
  readonly version: number;
  readonly services: readonly string[];
}

interface Facts {
  /** The list in force of the township that the community belongs to. */
  readonly dutyList: KnownDutyList;
}

/**
 * Money follows the task, power follows the duty (费随事转, 权随责走; F-04), stream `delegated-task-<order>`.
 */
export const delegatedTask = aggregate<typeof commands, DelegatedTask, Facts>()(
  'delegated-task',
  delegatedTaskEvents,
  {
    id: OrderId,
    initial: { brought: {}, powers: [] },
    areaPath: ({ asked }) => asked?.areaPath,
    evolve: {
      TaskDelegated: (task, asked, { position }) => ({
        ...task,
        asked,
        ...(position !== undefined && { at: position }),
      }),
      UnfundedMandateFlagged: (task, _, { position }) => ({
        ...task,
        ...(position !== undefined && { flag: position }),
      }),
      FundsAttached: (task, { transfer, amount }) => ({
        ...task,
        brought: { ...task.brought, [transfer]: amount },
      }),
      AuthorityAttached: (task, { power }) => ({ ...task, powers: [...task.powers, power] }),
      FundingWaived: (task) => ({ ...task, isWaived: true }),
      DelegatedTaskAccepted: (task) => ({ ...task, answer: 'accepted' }),
      DelegatedTaskRefused: (task) => ({ ...task, answer: 'refused' }),
    },
    decide: {
      DelegateTask(command, { asked }) {
        const { order, cost, funds, powers } = command;
        // An order that was delegated by hand before its event came leaves nothing to record.
        if (asked !== undefined && isSame(asked, command)) return accept();
        if (asked !== undefined)
          return refuse('F-04', 'delegated-before', 'a task of this order was delegated otherwise', 'order');
        const twice = firstDouble(powers);
        if (twice !== undefined) return refuse('F-04', 'power-twice', `${twice} stands twice`, 'powers');
        return accept<DelegatedTaskEvent>(
          { type: 'TaskDelegated', data: command },
          // F-04: a task that comes without its money is shown as such, by the very entry that brings it.
          ...(funds < cost
            ? [{ type: 'UnfundedMandateFlagged' as const, data: { order, cost, funds } }]
            : []),
        );
      },
      AttachFunds({ transfers }, { asked, brought, answer }) {
        if (asked === undefined) return unknown();
        // X5: money for a task that was refused stays where it is.
        if (answer === 'refused') return refuse('F-04', 'task-refused', 'the community has refused the task');
        const { order, areaPath } = asked;
        // F-04: each transfer brings its money once, and to its own community.
        const news = transfers.filter((one) => !(one.transfer in brought) && one.areaPath === areaPath);
        return accept(
          ...news.map((one): DelegatedTaskEvent => ({ type: 'FundsAttached', data: { order, ...one } })),
        );
      },
      AttachAuthority(command, task) {
        const { asked, powers } = task;
        const fault = answered(task);
        if (fault) return fault;
        if (!asked?.powers.includes(command.power))
          return refuse('F-04', 'power-not-asked', 'the task does not take this power', 'power');
        if (powers.includes(command.power))
          return refuse('F-04', 'attached-before', 'the community has this power', 'power');
        return accept({ type: 'AuthorityAttached', data: command });
      },
      WaiveFunding({ order, reason }, task) {
        const fault = answered(task);
        if (fault) return fault;
        if (task.isWaived) return refuse('F-04', 'waived-before', 'the money has been waived before');
        if (!isUnfunded(task)) return refuse('F-04', 'funded', 'the task has the money it takes');
        const cost = task.asked?.cost ?? 0;
        return accept({ type: 'FundingWaived', data: { order, cost, funds: fundsOf(task), reason } });
      },
      AcceptDelegatedTask({ order }, task) {
        const fault = answered(task);
        if (fault) return fault;
        if (isUnfunded(task) && !task.isWaived)
          return refuse('F-04', 'unfunded', `${fundsOf(task)} of ${task.asked?.cost} fen have come with it`);
        const missing = missingPowers(task);
        if (missing.length > 0)
          return refuse('F-04', 'no-power', `without the power to ${missing.join(', ')}`);
        return accept({ type: 'DelegatedTaskAccepted', data: { order } });
      },
      RefuseTask({ order, ground }, task, { known: { dutyList } }) {
        const { asked, flag } = task;
        const fault = answered(task);
        if (fault) return fault;
        if (ground === 'unfunded') {
          // F-04: the flag is the evidence, as long as the money has not come.
          if (!isUnfunded(task)) return refuse('F-04', 'funded', 'the task has the money it takes', 'ground');
          return accept({
            type: 'DelegatedTaskRefused',
            data: { order, ground, ...(flag !== undefined && { flag }) },
          });
        }
        if (ground === 'no_power') {
          const powers = missingPowers(task);
          if (powers.length === 0)
            return refuse('F-04', 'has-powers', 'the community has the powers it takes', 'ground');
          return accept({ type: 'DelegatedTaskRefused', data: { order, ground, powers } });
        }
        // what is on no list of the community is none of its tasks.
        if (dutyList === undefined)
          return refuse('R-50', 'duty-list-unknown', 'the township has published no list', 'ground');
        if (asked !== undefined && dutyList.services.includes(asked.service))
          return refuse('R-50', 'on-duty-list', `${asked.service} is a duty of communities`, 'ground');
        return accept({
          type: 'DelegatedTaskRefused',
          data: { order, ground, dutyList: dutyList.version },
        });
      },
    },
  },
);

/**
 * What has come with a task, in fen. What the order says comes with it is transferred sooner or later, so it is not
 * counted a second time: the larger of the two counts.
 */
export function fundsOf({ asked, brought }: DelegatedTask): number {
  const sum = Object.values(brought).reduce((total, amount) => total + amount, 0);
  return Math.max(asked?.funds ?? 0, sum);
}

function isSame(asked: Asked, command: Asked): boolean {
  const fields = ['service', 'cost', 'funds', 'areaPath'] as const;
  return fields.every((field) => asked[field] === command[field]);
}

function isUnfunded(task: DelegatedTask): boolean {
  return fundsOf(task) < (task.asked?.cost ?? 0);
}

function missingPowers({ asked, powers }: DelegatedTask): string[] {
  return (asked?.powers ?? []).filter((power) => !powers.includes(power));
}

/** F-04: a task that nobody has delegated, or that has its answer, takes none. */
function answered({ asked, answer }: DelegatedTask): Refusal | undefined {
  if (asked === undefined) return unknown();
  return answer && refuse('F-04', 'answered-before', `the community has ${answer} the task`);
}

function unknown(): Refusal & Decision<never> {
  return refuse('F-04', 'delegated-task-unknown', 'no task of this order has been delegated');
}
