import { AreaPath, ServiceNorm, serviceStandardEvents, standardFields, Version } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { serviceStandard } from './service-standard.ts';

const about = { norm: ServiceNorm, areaPath: AreaPath };
const held = { version: Version, ...standardFields };

/** What services had to be like on a day (R-43, RM-R7): what was opened that day is judged by it. */
export const serviceStandards = view('service-standards', 1, {
  of: serviceStandardEvents,
  stream: serviceStandard,
  document: { ...about, versions: Type.Array(Type.Object(held)) },
  item: { ...about, ...held },
  fields: { areaPath: 'text', norm: 'text' },
  indexes: [['areaPath'], ['norm']],
  on: {
    ServiceStandardDefined: (_, { data: { norm, areaPath, ...version } }) => ({
      norm,
      areaPath,
      versions: [version],
    }),
    ServiceStandardRevised: (standard, { data: { norm: _, ...version } }) =>
      standard && { ...standard, versions: [...standard.versions, version] },
  },
  doors: {
    list: 'GET /v1/service-standards',
    one: 'GET /v1/service-standards/:norm',
    may: 'operations.read',
    summary: 'What services have to be like on a day: a general part and nine norms',
    unknown: 'service-standard-unknown',
    show({ versions, ...standard }, on) {
      const version = versions.findLast(({ validFrom }) => validFrom <= on);
      return version && { ...standard, ...version };
    },
  },
});
