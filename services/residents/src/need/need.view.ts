import {
  AreaPath,
  NeedCategory,
  needEvents,
  NeedId,
  offerEvents,
  OfferId,
  ProviderId,
  Subject,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { need } from './need.ts';
import { offer } from './offer.ts';

const State = Type.Enum(['unmatched', 'matched']);

/** Needs of residents by category and grid, and the offers that meet them (R-45, RM-R7). */
export const needs = view('needs', 1, {
  of: needEvents,
  stream: need,
  document: {
    id: NeedId,
    category: NeedCategory,
    resident: Subject,
    areaPath: AreaPath,
    text: needEvents.NeedDeclared.data.properties.text,
    state: State,
    offer: Type.Optional(OfferId),
  },
  fields: { areaPath: 'text', category: 'text', state: 'text' },
  indexes: [['areaPath'], ['category', 'areaPath'], ['state', 'areaPath']],
  on: {
    NeedDeclared: (_, { data }, id) => ({ id, ...data, state: 'unmatched' as const }),
    NeedMatched: (before, { data: { offer } }) => before && { ...before, offer, state: 'matched' as const },
  },
  doors: {
    list: 'GET /v1/needs',
    one: 'GET /v1/needs/:id',
    plain: { path: 'POST /v1/needs/plain', may: 'need.match' },
    may: 'need.match',
    summary: 'Needs of residents below an area, in the order of their grids',
    filters: { category: NeedCategory, state: State },
    orderBy: 'areaPath',
    unknown: 'need-unknown',
  },
});

/** Services that organisations provide (R-45, RM-R7). */
export const offers = view('offers', 1, {
  of: offerEvents,
  stream: offer,
  document: { id: OfferId, category: NeedCategory, provider: ProviderId, areaPath: AreaPath },
  fields: { areaPath: 'text', category: 'text' },
  indexes: [['areaPath'], ['category', 'areaPath']],
  on: { ServiceOffered: (_, { data }, id) => ({ id, ...data }) },
  doors: {
    list: 'GET /v1/offers',
    may: 'need.match',
    summary: 'Services that are offered below an area',
    filters: { category: NeedCategory },
  },
});
