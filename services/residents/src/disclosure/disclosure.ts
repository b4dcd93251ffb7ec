import {
  dayLength,
  DisclosureItem,
  disclosureEvents,
  residentsPolicyEvents,
  shanghaiDay,
  startOfShanghaiDay,
} from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import type * as commands from './disclosure.commands.ts';

/** What is shown of an item as far as its rules ask. */
interface Disclosure {
  /** Corrections and withdrawals are further versions; 0 before the first. */
  readonly version: number;
  readonly affairs?: string;
  readonly areaPath?: string;
  /** Absent while nothing is shown. */
  readonly shown?: { readonly title: string; readonly sha256: string };
}

interface Facts {
  /** Of the command's text. */
  readonly sha256: string;
}

/**
 * Months from one publication to the next, by kind of affairs. The seed gives no rhythm; the first version takes that of
 * the Organic Law of the Villagers' Committees, article 30, for all: a quarter, and a month where money is concerned.
 */
export const disclosureRhythm = versionedPolicy(
  'disclosure-rhythm',
  residentsPolicyEvents.DisclosureRhythmSet,
  {
    row: 'R-22',
    judges: 'now',
    first: {
      version: 1,
      rhythms: [
        { affairs: 'party', months: 3 },
        { affairs: 'residents', months: 3 },
        { affairs: 'village', months: 3 },
        { affairs: 'finance', months: 1 },
      ],
    },
    fault({ rhythms }) {
      const twice = firstDouble(rhythms.map(({ affairs }) => affairs));
      if (twice === undefined) return undefined;
      return refuse('R-22', 'rhythm-twice', `${twice} has two rhythms; one is in force at a time`, 'rhythms');
    },
  },
);

/** One item of public affairs, with proof of what was shown when, stream `disclosure-<item>`. */
export const disclosure = aggregate<typeof commands, Disclosure, Facts>()('disclosure', disclosureEvents, {
  id: DisclosureItem,
  initial: { version: 0 },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    DisclosurePublished: (_, { version, affairs, areaPath, title, sha256 }) => ({
      version,
      affairs,
      areaPath,
      shown: { title, sha256 },
    }),
    DisclosureCorrected: (item, { version, title, sha256 }) => ({
      ...item,
      version,
      shown: { title, sha256 },
    }),
    DisclosureWithdrawn: ({ shown: _, ...item }, { version }) => ({ ...item, version }),
  },
  decide: {
    PublishDisclosure(command, item, { at, known, policy }) {
      const { affairs, areaPath, title, text } = command;
      const { sha256 } = known;
      const version = item.version + 1;
      // what is shown can be proved, so no text is shown without its hash.
      if (sha256 === undefined)
        return refuse('R-22', 'hash-unknown', 'the text comes without a hash', 'text');
      if (item.affairs !== undefined && affairs !== item.affairs)
        return refuse('R-22', 'other-affairs', `the item is of ${item.affairs} affairs`, 'affairs');
      if (item.areaPath !== undefined && areaPath !== item.areaPath)
        return refuse('R-22', 'other-area', `the item is of ${item.areaPath}`, 'areaPath');
      if (item.shown?.sha256 === sha256 && item.shown.title === title) return accept();
      // a correction stands beside what it corrects, and moves no due time.
      if (item.shown !== undefined)
        return accept({ type: 'DisclosureCorrected', data: { version, title, text, sha256 } });
      const rhythms = policy(disclosureRhythm);
      const rhythm = rhythms.rhythms.find((one) => one.affairs === affairs);
      if (rhythm === undefined)
        return refuse('R-22', 'rhythm-unknown', `no rhythm is set for ${affairs} affairs`, 'affairs');
      const due = endOfDayAfter(rhythm.months, at);
      return accept({
        type: 'DisclosurePublished',
        data: { version, affairs, areaPath, title, text, sha256, due, rhythm: rhythms.version },
      });
    },
    WithdrawDisclosure({ reason }, { version, shown }) {
      if (version === 0) return refuse('R-22', 'disclosure-unknown', 'nothing was published under this item');
      if (shown === undefined) return refuse('R-22', 'not-shown', 'the text has been withdrawn before');
      return accept({ type: 'DisclosureWithdrawn', data: { version: version + 1, reason } });
    },
  },
});

/**
 * The end of the Asia/Shanghai day so many months after that of an instant; of the month's last day where the month has no
 * such day.
 */
function endOfDayAfter(months: number, at: number): string {
  const [year = 0, month = 0, day = 0] = shanghaiDay(at).split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const there = new Date(Date.UTC(year, month - 1 + months, Math.min(day, last)));
  return new Date(startOfShanghaiDay(there.toISOString().slice(0, 10)) + dayLength).toISOString();
}
