import type { CsvCell } from '@linli/service-kit';
import type { OperationsCentre } from '../operations-centre.ts';
import type { ClocksAsked } from '../readers/clock-reader.ts';
import type { RowPlace } from '../readers/list-cursor.ts';
import type { WhenAsked } from '../readers/view.ts';
import { categoryCells, headerOf, officeTime, type Headings, type Language, type Table } from './table.ts';

const headings: Headings = [
  ['工单号', 'Ticket'],
  ['类别', 'Category'],
  ['类别编码', 'Category code'],
  ['区域', 'Area'],
  ['单位', 'Unit'],
  ['环节', 'Stage'],
  ['轮次', 'Round'],
  ['计时方式', 'Kind of time'],
  ['时限', 'Limit'],
  ['已用比例', 'Share used'],
  ['剩余', 'Left'],
  ['开始', 'Started'],
  ['到期', 'Due'],
  ['状态', 'State'],
  ['超期', 'Overdue'],
];

const pageSize = 500;

/** Every clock that runs or stands still, soonest due first. */
export async function clockTable(
  centre: OperationsCentre,
  asked: Pick<ClocksAsked, 'areas' | 'unit'>,
  when: WhenAsked,
  language: Language,
): Promise<Table> {
  const instant = await centre.views.board.at(when);
  const { position } = instant.stamp;
  const catalogue = await centre.catalogueAt({ asOf: when.asOf });
  async function* rows(): AsyncGenerator<readonly CsvCell[]> {
    for (let after: RowPlace | undefined, first = true; first || after !== undefined; first = false) {
      const from = after === undefined ? {} : { after };
      const page = await centre.readers.clocks.page(
        { by: 'due', limit: pageSize, ...asked, ...from },
        instant,
      );
      for (const clock of page.items) {
        yield [
          clock.ticket,
          ...categoryCells(catalogue, clock.category, language),
          clock.areaPath,
          clock.unit,
          clock.stage,
          clock.round,
          clock.kind,
          clock.amount,
          rounded(clock.usedShare),
          rounded(clock.left),
          officeTime(clock.startedAt),
          officeTime(clock.due),
          clock.state,
          clock.missed ? 1 : 0,
          position,
        ];
      }
      after = page.next;
    }
  }
  return { header: headerOf(headings, language), position, rows: rows() };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1_000) / 1_000;
}
