import { residentsPolicyEvents } from '@linli/contracts';
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
