import type { GridCount } from '@linli/operations/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useView } from '../address/use-view.ts';
import { measures, type Measure } from '../address/view.ts';
import { grouped } from '../format/numbers.ts';

/** Every fact of the map as a table: for those who do not see it, and for those who want it sorted. */
export function GridTable({
  counts,
  placeOf,
}: {
  readonly counts: readonly GridCount[];
  readonly placeOf: (areaPath: string) => string;
}) {
  const { t } = useTranslation();
  const { hrefOf } = useView();
  const [by, setBy] = useState<Measure | 'code'>('overdue');
  const sorted = [...counts].sort((one, other) =>
    by === 'code'
      ? one.code.localeCompare(other.code)
      : other[by] - one[by] || other.open - one.open || one.code.localeCompare(other.code),
  );
  const column = (name: Measure | 'code', text: string) => (
    <th
      key={name}
      scope="col"
      className={name === 'code' ? '' : 'number'}
      aria-sort={by === name ? (name === 'code' ? 'ascending' : 'descending') : 'none'}
    >
      <button
        type="button"
        className="button"
        aria-label={t('map.sort', { column: text })}
        onClick={() => setBy(name)}
      >
        {text}
        <span aria-hidden="true">{by === name ? (name === 'code' ? '↑' : '↓') : ''}</span>
      </button>
    </th>
  );

  return (
    <div className="grid-table" tabIndex={0} role="region" aria-label={t('map.caption')}>
      <table>
        <caption>{t('map.caption')}</caption>
        <thead>
          <tr>
            {column('code', t('map.grid'))}
            <th scope="col">{t('map.place')}</th>
            {measures.map((measure) => column(measure, t(`map.${measure}`)))}
          </tr>
        </thead>
        <tbody data-rows>
          {sorted.map((count) => (
            <tr key={count.areaPath}>
              <th scope="row">
                <Link
                  to={hrefOf({ area: count.areaPath })}
                  aria-label={t('map.openGrid', { code: count.code })}
                  data-row
                >
                  {count.code}
                </Link>
              </th>
              <td className="muted">{placeOf(count.areaPath)}</td>
              <td className="number">{grouped(count.open)}</td>
              <td className={`number${count.overdue > 0 ? ' sign-overdue' : ''}`}>
                {count.overdue > 0 && <span aria-hidden="true">■ </span>}
                {grouped(count.overdue)}
              </td>
              <td className="number">{grouped(count.today)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
