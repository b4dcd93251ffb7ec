import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Id, oneOf, Text, within } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';

/** 商贸 教育 医疗 养老 文化 健身 娱乐 (E13). */
export const NeedCategory = oneOf(
  'commerce',
  'education',
  'medical_care',
  'elderly_care',
  'culture',
  'fitness',
  'recreation',
);
export const NeedId = within(Id, { description: 'the id of a need' });
export const OfferId = within(Id, { description: 'the id of an offer' });
export const ProviderId = within(Id, { description: 'the id of an organisation that provides a service' });

export const needEvents = defineEvents('residents', {
  NeedDeclared: {
    title: ['需求登记', 'Need declared'],
    description: 'A resident needs a service where he lives.',
    rows: ['R-45'],
    data: {
      category: NeedCategory,
      resident: Subject,
      areaPath: AreaPath,
      text: personal(Text, { of: 'resident', group: 'case', class: 2 }),
    },
    shows: ['category'],
    example: {
      category: 'elderly_care',
      resident: '0198c0de-0000-7000-8000-000000000002',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      text: sealedExample('case'),
    },
  },
  NeedMatched: {
    title: ['供需对接', 'Need matched'],
    description: 'An offer of the same category meets the need.',
    rows: ['R-45'],
    data: { offer: OfferId },
    example: { offer: '0198c0de-0000-7000-8000-000000000004' },
  },
});

export const offerEvents = defineEvents('residents', {
  ServiceOffered: {
    title: ['服务供给登记', 'Service offered'],
    description: 'An organisation provides a service to those who live in an area.',
    rows: ['R-45'],
    data: { category: NeedCategory, provider: ProviderId, areaPath: AreaPath },
    shows: ['category', 'provider'],
    example: { category: 'elderly_care', provider: 'clinic-2', areaPath: '42/01/05/011/010/' },
  },
});

export type NeedEvent = EventsOf<typeof needEvents>;
export type OfferEvent = EventsOf<typeof offerEvents>;
