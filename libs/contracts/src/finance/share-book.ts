import { type Static, Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, within } from '../fields.ts';
import { CollectiveId, Worth } from './collective.ts';
import { Amount, Postings } from './fund.ts';

export const ShareHolder = within(Id, { maxLength: 40, description: 'the pseudonym of who holds shares' });
export const Shares = Type.Integer({
  minimum: 1,
  maximum: 1_000_000_000,
  description: 'a number of shares, from 1 on',
});
/** So many are issued or paid in one list, so that a stream of thousands of holders stays short. */
export const listLength = 100;
export const Holdings = Type.Array(Type.Object({ holder: ShareHolder, shares: Shares }), {
  minItems: 1,
  maxItems: listLength,
});
export const DividendRun = Type.String({
  pattern: '^[0-9A-Za-z][0-9A-Za-z.]{0,19}$',
  description: 'a dividend of a collective, such as 2026',
});
export const DividendId = Type.String({
  pattern: '^[0-9A-Za-z.]{1,30}-[0-9A-Za-z.]{1,20}$',
  description: 'a dividend, written collective-run, such as jiangxinyuan-2026',
});
const ListNumber = Type.Integer({ minimum: 1, description: 'a number of a list, from 1 on' });

export type Holding = Static<typeof Holdings>[number];

const areaPath = '42/01/05/011/010/';

export const shareBookEvents = defineEvents('finance', {
  ShareIssued: {
    title: ['股份配置', 'Share issued'],
    description: 'Those of a list hold so many shares more of a collective from a day on.',
    rows: ['F-10'],
    data: { areaPath: AreaPath, on: BusinessDay, holders: Holdings },
    shows: ['on'],
    example: { areaPath, on: '2006-01-01', holders: [{ holder: 'h-1', shares: 10 }] },
  },
  ShareTransferred: {
    title: ['股份转让', 'Share transferred'],
    description: 'From a day on another holds the shares.',
    rows: ['F-10'],
    data: { from: ShareHolder, to: ShareHolder, shares: Shares, on: BusinessDay },
    shows: ['shares', 'on'],
    example: { from: 'h-1', to: 'h-2', shares: 4, on: '2026-06-01' },
  },
});

export const dividendEvents = defineEvents('finance', {
  DividendDeclared: {
    title: ['分红公告', 'Dividend declared'],
    description:
      'So much is paid for each share to those who hold it at the end of a day; the cut is the last entry of the share book that counts, and what does not divide is posted as the remainder.',
    rows: ['F-10'],
    data: {
      collective: CollectiveId,
      run: DividendRun,
      areaPath: AreaPath,
      total: Amount,
      recordDate: BusinessDay,
      cut: Type.Integer({ minimum: 1, description: 'the position of the log that shares count up to' }),
      shares: Shares,
      perShare: Amount,
      remainder: Worth,
      postings: Postings,
    },
    shows: ['total', 'perShare', 'recordDate'],
    example: {
      collective: 'jiangxinyuan',
      run: '2026',
      areaPath,
      total: 1_000,
      recordDate: '2026-05-31',
      cut: 97,
      shares: 3,
      perShare: 333,
      remainder: 1,
      postings: [
        { account: 'profit', amount: -1_000 },
        { account: 'payable', amount: 999 },
        { account: 'remainder', amount: 1 },
      ],
    },
  },
  DividendHoldersListed: {
    title: ['分红名册', 'Dividend holders listed'],
    description: 'A list of those who are paid a dividend, and for how many shares each.',
    rows: ['F-10'],
    data: { dividend: DividendId, areaPath: AreaPath, list: ListNumber, holders: Holdings },
    shows: ['list'],
    example: {
      dividend: 'jiangxinyuan-2026',
      areaPath,
      list: 1,
      holders: [
        { holder: 'h-1', shares: 1 },
        { holder: 'h-2', shares: 2 },
      ],
    },
  },
});

export const dividendSlipEvents = defineEvents('finance', {
  DividendPaid: {
    title: ['分红支付', 'Dividend paid'],
    description: 'A holder has been paid, once, for what he held at the cut; the next of his list follows.',
    rows: ['F-10'],
    data: {
      dividend: DividendId,
      areaPath: AreaPath,
      list: ListNumber,
      /** Counted from 0. */
      place: Type.Integer({ minimum: 0, maximum: listLength - 1 }),
      holder: ShareHolder,
      shares: Shares,
      amount: Amount,
      next: Type.Optional(ShareHolder),
      postings: Postings,
    },
    shows: ['amount'],
    example: {
      dividend: 'jiangxinyuan-2026',
      areaPath,
      list: 1,
      place: 0,
      holder: 'h-1',
      shares: 1,
      amount: 333,
      next: 'h-2',
      postings: [
        { account: 'payable', amount: -333 },
        { account: 'paid', amount: 333 },
      ],
    },
    further: [
      {
        dividend: 'jiangxinyuan-2026',
        areaPath,
        list: 1,
        place: 1,
        holder: 'h-2',
        shares: 2,
        amount: 666,
        postings: [
          { account: 'payable', amount: -666 },
          { account: 'paid', amount: 666 },
        ],
      },
    ],
  },
});

export type ShareBookEvent = EventsOf<typeof shareBookEvents>;
export type DividendEvent = EventsOf<typeof dividendEvents>;
export type DividendSlipEvent = EventsOf<typeof dividendSlipEvents>;
