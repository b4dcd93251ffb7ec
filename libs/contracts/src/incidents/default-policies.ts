import type { DataOf } from '../define-events.ts';
import { standardId } from './catalogue.ts';
import type { incidentsPolicyEvents } from './policies.ts';

/** Data of `CategoryDeadlinesSet`. */
export type CategoryDeadlines = DataOf<typeof incidentsPolicyEvents.CategoryDeadlinesSet>;
/** Data of `CalendarPublished`. */
export type WorkCalendar = DataOf<typeof incidentsPolicyEvents.CalendarPublished>;
/** Data of `RoutingRulesActivated`. */
export type RoutingRules = DataOf<typeof incidentsPolicyEvents.RoutingRulesActivated>;

type DeadlineRule = CategoryDeadlines['rules'][number];

/** Handling times of city A in `anchors.md` B-5.3. Its 道路不洁 (2 work hours) has no code in the map and is left out. */
const handlingTimes: readonly (readonly [code: string, kind: DeadlineRule['kind'], amount: number])[] = [
  ['06010', 'work_hours', 4], // 暴露垃圾
  ['06011', 'work_days', 2], // 积存渣土: the heap of spoil
  ['06017', 'work_days', 5], // 绿地养护
  ['06001', 'work_days', 20], // 私搭乱建: until it is pulled down
];

function always(
  stage: DeadlineRule['stage'],
  kind: DeadlineRule['kind'],
  amount: number,
): Omit<DeadlineRule, 'severity'> {
  return { standard: standardId, codePrefix: '', stage, kind, amount };
}

/**
 * The time limits a new city starts with. Handling by class is city A's; what applies to every class (empty prefix) and
 * all that is urgent is our default, since the seed's 及时 has no number (trap T7). Each class with a limit of its own
 * has its urgent limit beside it, so that an urgent matter is never measured by the longer one.
 */
export const defaultDeadlines: CategoryDeadlines = {
  version: 1,
  rules: [
    always('triage', 'work_hours', 2),
    always('dispatch', 'work_hours', 2),
    always('handling', 'work_days', 3),
    always('check', 'work_days', 1),
    { ...always('triage', 'urgent_hours', 1), severity: 'urgent' },
    { ...always('dispatch', 'urgent_hours', 1), severity: 'urgent' },
    { ...always('handling', 'urgent_hours', 2), severity: 'urgent' },
    { ...always('check', 'urgent_hours', 2), severity: 'urgent' },
    ...handlingTimes.flatMap(([codePrefix, kind, amount]): DeadlineRule[] => [
      { ...always('handling', kind, amount), codePrefix },
      { ...always('handling', 'urgent_hours', 2), codePrefix, severity: 'urgent' },
    ]),
  ],
};

/** Days of a month of 2026 from one to another, both included. */
function days(month: string, from: number, to: number): string[] {
  return Array.from(
    { length: to - from + 1 },
    (_, index) => `2026-${month}-${String(from + index).padStart(2, '0')}`,
  );
}

/**
 * Office hours of C-4, and the days off and made-up work days of 2026 as the General Office of the State Council
 * announced them on 4 November 2025 (国务院办公厅关于2026年部分节假日安排的通知; reprinted by Xinhua the same day, read in the
 * Zhongshan Daily of 5 November 2025, page A01). Weekends within a holiday are listed as holidays too.
 */
export const defaultCalendar2026: WorkCalendar = {
  version: 1,
  officeHours: [
    { from: '08:30', to: '12:00' },
    { from: '14:00', to: '17:30' },
  ],
  holidays: [
    ...days('01', 1, 3), // 元旦
    ...days('02', 15, 23), // 春节
    ...days('04', 4, 6), // 清明节
    ...days('05', 1, 5), // 劳动节
    ...days('06', 19, 21), // 端午节
    ...days('09', 25, 27), // 中秋节
    ...days('10', 1, 7), // 国庆节
  ],
  makeUpWorkDays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
};

/** The district whose line departments the rules name; elsewhere there is no rule and the territory leads (I-21). */
const district = '42/01/05/';

function rule(
  codePrefix: string,
  lead: string,
  ...support: readonly string[]
): RoutingRules['rules'][number] {
  return { standard: standardId, codePrefix, areaPath: district, lead, support: [...support] };
}

/**
 * The routing a new city starts with: the territory leads and the line department supports (以块为主), save where only the
 * owner of the installation can repair it. The departments are examples of one district; a city sets its own.
 */
export const defaultRouting: RoutingRules = {
  version: 1,
  rules: [
    rule('06', 'territory', 'sanitation:420105'), // 市容环境
    rule('06001', 'territory', 'enforcement:420105'), // 私搭乱建
    rule('06008', 'territory', 'enforcement:420105'), // 擅自架设管线
    rule('06030', 'territory', 'sanitation:420105', 'water:420105'), // 乱倒乱排污水
    rule('07', 'territory', 'enforcement:420105'), // 宣传广告
    rule('08', 'territory', 'enforcement:420105'), // 施工管理
    rule('09', 'territory', 'enforcement:420105'), // 街面秩序
    rule('01037', 'lighting:420105'), // 路灯异常
    rule('01002', 'water:420105'), // 污水井盖异常
  ],
};
