import type { OperationsCentre } from '../operations-centre.ts';
import type { WhenAsked } from '../readers/view.ts';
import { headerOf, type Headings, type Language, type Table } from './table.ts';

const headings: Headings = [
  ['网格', 'Grid'],
  ['区域', 'Area'],
  ['在办', 'Open'],
  ['超期', 'Overdue'],
  ['今日上报', 'Reported today'],
];

/** The numbers of the map, of every grid in which something is or was. */
export async function countTable(
  centre: OperationsCentre,
  areas: readonly string[],
  when: WhenAsked,
  language: Language,
): Promise<Table> {
  const { items, asOf } = await centre.countsAt(when, areas);
  const { position } = asOf;
  return {
    header: headerOf(headings, language),
    position,
    rows: items.map(({ code, areaPath, open, overdue, today }) => [
      code,
      areaPath,
      open,
      overdue,
      today,
      position,
    ]),
  };
}
