import {
  Affairs,
  AreaPath,
  BusinessDay,
  DisclosedText,
  disclosureEvents,
  DisclosureItem,
  Instant,
  Name,
  Sha256,
  shanghaiDay,
  Version,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { disclosure } from './disclosure.ts';

const about = { item: DisclosureItem, affairs: Affairs, areaPath: AreaPath, due: Instant };
const shown = {
  version: Version,
  state: Type.Enum(['published', 'corrected', 'withdrawn']),
  /** First Asia/Shanghai day it was so. */
  since: BusinessDay,
  title: Type.Optional(Name),
  text: Type.Optional(DisclosedText),
  sha256: Type.Optional(Sha256),
};

/** What was shown of public affairs when, and the hash that proves it (R-22, RM-R9). */
export const disclosures = view('disclosures', 1, {
  of: disclosureEvents,
  stream: disclosure,
  document: { ...about, versions: Type.Array(Type.Object(shown)) },
  item: { ...about, ...shown },
  fields: { areaPath: 'text', affairs: 'text', due: 'text' },
  indexes: [['areaPath'], ['affairs', 'due']],
  on: {
    DisclosurePublished: (item, { streamId, recordedAt, data }) => {
      const { version, affairs, areaPath, due, title, text, sha256 } = data;
      const since = shanghaiDay(recordedAt);
      return {
        item: disclosure.idOf(streamId) ?? streamId,
        affairs,
        areaPath,
        due,
        versions: [
          ...(item?.versions ?? []),
          { version, state: 'published' as const, since, title, text, sha256 },
        ],
      };
    },
    DisclosureCorrected: (item, { recordedAt, data }) =>
      item && {
        ...item,
        versions: [
          ...item.versions,
          { ...data, state: 'corrected' as const, since: shanghaiDay(recordedAt) },
        ],
      },
    DisclosureWithdrawn: (item, { recordedAt, data: { version } }) =>
      item && {
        ...item,
        versions: [
          ...item.versions,
          { version, state: 'withdrawn' as const, since: shanghaiDay(recordedAt) },
        ],
      },
  },
  doors: {
    list: 'GET /v1/disclosures',
    one: 'GET /v1/disclosures/:item',
    may: 'operations.read',
    summary: 'Public affairs below an area, as they were shown on a day',
    unknown: 'disclosure-unknown',
    filters: { affairs: Affairs },
    show: ({ versions, ...item }, on) => {
      const held = versions.findLast(({ since }) => since <= on);
      return held && { ...item, ...held };
    },
  },
});
