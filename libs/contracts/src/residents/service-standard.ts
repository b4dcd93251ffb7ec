import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, oneOf, Version, within } from '../fields.ts';
import { DisclosedText } from './disclosure.ts';

/** 通用要求, the general part, and nine norms: the seed counts nine and prints ten. */
export const serviceNorms = [
  'general',
  'labour_protection',
  'relief',
  'elderly_care',
  'health',
  'culture',
  'education',
  'security',
  'environment',
  'convenience',
] as const;
export const ServiceNorm = oneOf(...serviceNorms);
/** 技术标准, 管理标准, 工作标准. */
export const StandardText = within(DisclosedText, {
  maxLength: 5_000,
  description: 'a text of 1 to 5,000 characters that names no person',
});
export const standardFields = {
  validFrom: BusinessDay,
  technical: StandardText,
  management: StandardText,
  work: StandardText,
};

const texts = {
  technical: '日间照料床位每千名老人不少于40张。',
  management: '服务档案一人一档，每季核对。',
  work: '接到申请后3个工作日内上门评估。',
};

export const serviceStandardEvents = defineEvents('residents', {
  ServiceStandardDefined: {
    title: ['服务标准制定', 'Service standard defined'],
    description: 'Services of a kind have a first standard, from a day on.',
    rows: ['R-43'],
    data: { norm: ServiceNorm, areaPath: AreaPath, version: Version, ...standardFields },
    shows: ['norm', 'validFrom'],
    example: { norm: 'elderly_care', areaPath: '42/01/', version: 1, validFrom: '2026-01-01', ...texts },
  },
  ServiceStandardRevised: {
    title: ['服务标准修订', 'Service standard revised'],
    description:
      'Services of a kind have another standard, from a day on; the earlier one judges what began before.',
    rows: ['R-43'],
    data: { norm: ServiceNorm, version: Version, ...standardFields },
    shows: ['norm', 'version', 'validFrom'],
    example: { norm: 'elderly_care', version: 2, validFrom: '2026-07-01', ...texts },
  },
});

export type ServiceStandardEvent = EventsOf<typeof serviceStandardEvents>;
