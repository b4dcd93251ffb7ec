import {
  delegatedTaskEvents,
  Expense,
  orderFields,
  OrderId,
  RefusalGround,
  TaskPower,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { delegatedTask } from './delegated-task.ts';

/** Delegated, then taken on or refused; `unfunded` while less money has come with it than it costs. */
const State = Type.Enum(['delegated', 'unfunded', 'accepted', 'refused']);

const document = {
  order: OrderId,
  ...orderFields,
  /** What transfers have brought. */
  brought: Expense,
  granted: Type.Array(TaskPower),
  state: State,
  ground: Type.Optional(RefusalGround),
};
type Task = Type.Static<Type.TObject<typeof document>>;

/** Tasks of communities, what they cost, and what has come with them (F-04, RM-F4). */
export const delegatedTasks = view('delegated-tasks', 1, {
  of: delegatedTaskEvents,
  stream: delegatedTask,
  document,
  fields: { areaPath: 'text', state: 'text', service: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath'], ['service', 'areaPath']],
  on: {
    TaskDelegated: (_, { data }) => withState({ ...data, brought: 0, granted: [], state: 'delegated' }),
    FundsAttached: (task, { data: { amount } }) =>
      task && withState({ ...task, brought: task.brought + amount }),
    AuthorityAttached: (task, { data: { power } }) => task && { ...task, granted: [...task.granted, power] },
    DelegatedTaskAccepted: (task) => task && { ...task, state: 'accepted' as const },
    DelegatedTaskRefused: (task, { data: { ground } }) =>
      task && { ...task, state: 'refused' as const, ground },
  },
  doors: {
    list: 'GET /v1/delegated-tasks',
    one: 'GET /v1/delegated-tasks/:order',
    may: 'operations.read',
    summary: 'Tasks delegated to communities below an area, those without their money among them',
    filters: { state: State, service: orderFields.service },
    unknown: 'delegated-task-unknown',
  },
});

function withState(task: Task): Task {
  if (task.state === 'accepted' || task.state === 'refused') return task;
  const isUnfunded = Math.max(task.funds, task.brought) < task.cost;
  return { ...task, state: isUnfunded ? 'unfunded' : 'delegated' };
}
