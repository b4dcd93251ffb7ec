import { type DataOf, residentsPolicyEvents } from '@linli/contracts';
import { refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

/** Natural days by which something is late. No source gives figures: each city sets its own. */
export const caseClocks = versionedPolicy('case-clocks', residentsPolicyEvents.CaseClocksSet, {
  row: 'R-09',
  judges: 'opening',
  first: { version: 1, reply: 3, task: 7, queue: 5 },
});

/** The classes of service cases; the first version has the five of 五民服务: 便民, 惠民, 安民, 乐民, 育民. */
export const serviceClasses = versionedPolicy('service-classes', residentsPolicyEvents.ServiceClassesSet, {
  row: 'R-58',
  judges: 'opening',
  first: { version: 1, classes: ['convenience', 'benefit', 'safety', 'recreation', 'education'] },
  fault({ classes }) {
    const twice = firstDouble(classes);
    if (twice === undefined) return undefined;
    return refuse('R-58', 'class-twice', `${twice} stands in the list twice`, 'classes');
  },
});

/** The regular hours; what is done beyond them is the extended service of R-12 (G-19). No source gives hours. */
export const serviceHours = versionedPolicy('service-hours', residentsPolicyEvents.ServiceHoursSet, {
  row: 'R-12',
  judges: 'now',
  first: { version: 1, weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
});

const noLines: DataOf<typeof residentsPolicyEvents.LeaderLinesSet>['lines'] = [];

/** Who answers which direct line, by area; a city has none until it names somebody. */
export const leaderLines = versionedPolicy('leader-lines', residentsPolicyEvents.LeaderLinesSet, {
  row: 'R-14',
  judges: 'opening',
  first: { version: 1, lines: noLines },
  fault({ lines }) {
    const twice = firstDouble(lines.map(({ line }) => line));
    if (twice === undefined) return undefined;
    return refuse('R-14', 'line-twice', `${twice} has two leaders; one answers at a time`, 'lines');
  },
});
