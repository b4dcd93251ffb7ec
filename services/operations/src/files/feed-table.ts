import { eventDefinitions } from '@linli/contracts';
import type { CsvCell } from '@linli/service-kit';
import type { CatalogueView, FeedItem } from '../api.ts';
import type { FeedFilter } from '../feed-filter.ts';
import type { OperationsCentre } from '../operations-centre.ts';
import type { WhenAsked } from '../readers/view.ts';
import { decodeCursor } from '../stream/cursor.ts';
import { categoryCells, headerOf, officeTime, type Headings, type Language, type Table } from './table.ts';

const headings: Headings = [
  ['事件时间', 'Event time'],
  ['动态', 'Event'],
  ['工单号', 'Ticket'],
  ['网格', 'Grid'],
  ['区域', 'Area'],
  ['类别', 'Category'],
  ['类别编码', 'Category code'],
  ['紧急程度', 'Severity'],
  ['来源', 'Channel'],
  ['单位', 'Unit'],
  ['环节', 'Stage'],
  ['到期', 'Due'],
  ['原因', 'Reason'],
  ['日志位置', 'Position'],
];

const pageSize = 500;

/** Every line of the stream that the filter lets through, newest first. */
export async function feedTable(
  centre: OperationsCentre,
  filter: FeedFilter,
  asked: WhenAsked,
  language: Language,
): Promise<Table> {
  const { positions, stamp } = await centre.views.board.at(asked);
  const catalogue = await centre.catalogueAt({ asOf: asked.asOf });
  async function* rows(): AsyncGenerator<readonly CsvCell[]> {
    for (let next: string | undefined, first = true; first || next !== undefined; first = false) {
      const cursor = next === undefined ? undefined : decodeCursor(next);
      const page = await centre.readers.feed.page(filter, positions, pageSize, cursor);
      for (const item of page.items) yield [...lineCells(item, catalogue, language), stamp.position];
      next = page.next;
    }
  }
  return { header: headerOf(headings, language), position: stamp.position, rows: rows() };
}

function lineCells(item: FeedItem, catalogue: CatalogueView, language: Language): readonly CsvCell[] {
  const { recordedAt, type, ticket, gridCode, areaPath, category, severity, channel, unit, clock } = item;
  const title = eventDefinitions.find((definition) => definition.type === type)?.title[language];
  return [
    officeTime(recordedAt),
    title ?? type,
    ticket,
    gridCode,
    areaPath,
    ...categoryCells(catalogue, category, language),
    severity,
    channel,
    unit,
    clock?.stage,
    clock?.due === undefined ? undefined : officeTime(clock.due),
    item.reason,
    item.position,
  ];
}
