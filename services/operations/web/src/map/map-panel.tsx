import type { GridCount, GridCounts, GridGeometry } from '@linli/operations/api';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileUrl } from '../api/endpoints.ts';
import { useAreasBelow, useGridCounts, useGridGeometry, useIncident } from '../api/queries.ts';
import { pathsBelow } from '../address/area-path.ts';
import { useView } from '../address/use-view.ts';
import { measures } from '../address/view.ts';
import { grouped } from '../format/numbers.ts';
import { useCity } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Choice } from '../panel/choice.tsx';
import { Empty, Panel, panelDataOf } from '../panel/panel.tsx';
import { GridTable } from './grid-table.tsx';
import './map.css';
import { type Scale, scaleFor, stepLabels } from './scale.ts';

const MapCanvas = lazy(() => import('./map-canvas.tsx'));

export function MapPanel() {
  const { t, i18n } = useTranslation();
  const { view, go } = useView();
  const root = useStore(useCity().status).city.areaPath;
  const geometry = useGridGeometry();
  const incident = useIncident(view.incident);
  const counts = useGridCounts();
  const area = view.area === '' ? root : view.area;
  const below = useAreasBelow(area);
  const [pointed, setPointed] = useState<string>();
  const [failed, setFailed] = useState(false);

  const items = useMemo(
    () => everyGrid(geometry.data, counts.data, view.area),
    [geometry.data, counts.data, view.area],
  );
  const names = useMemo(
    () => new Map((below.data?.items ?? []).map((item) => [item.areaPath, item.name])),
    [below.data],
  );
  const scale = scaleFor(Math.max(0, ...items.map((item) => item[view.measure])));
  const placeOf = (areaPath: string) =>
    pathsBelow(area, areaPath)
      .slice(0, -1)
      .map((path) => names.get(path) ?? path.split('/').at(-2))
      .join(' ');
  const reading = items.find((item) => item.code === pointed);
  const asTable = view.table || failed;
  const waiting = geometry.data === undefined ? geometry : counts;

  return (
    <Panel
      name="map"
      title={t('panel.map')}
      data={panelDataOf(waiting)}
      file={fileUrl('grids/counts', { area: view.area, asOf: view.asOf, lang: i18n.language })}
      tools={
        <>
          <Choice
            label={t('map.measure')}
            options={measures.map((value) => ({ value, text: t(`map.${value}`) }))}
            value={view.measure}
            onChange={(measure) => go({ measure }, { replace: true })}
          />
          <button
            type="button"
            className="button"
            aria-pressed={view.table}
            onClick={() => go({ table: !view.table }, { replace: true })}
          >
            {view.table ? t('map.asMap') : t('map.asTable')}
          </button>
        </>
      }
    >
      <div className="grids">
        {failed && <Empty title={t('map.failed')} help={t('map.failedHelp')} />}
        {geometry.data?.features.length === 0 ? (
          <Empty title={t('map.empty')} help={t('map.emptyHelp')} />
        ) : asTable ? (
          <GridTable counts={items} placeOf={placeOf} />
        ) : (
          geometry.data !== undefined && (
            <>
              <Suspense fallback={null}>
                <MapCanvas
                  geometry={geometry.data}
                  counts={items}
                  measure={view.measure}
                  scale={scale}
                  area={area}
                  names={names}
                  point={incident.data?.point}
                  onPoint={setPointed}
                  onChoose={(areaPath) => go({ area: areaPath })}
                  onFailed={() => setFailed(true)}
                />
              </Suspense>
              <Reading
                name={reading === undefined ? undefined : `${placeOf(reading.areaPath)} ${reading.code}`}
                counts={reading ?? totalOf(items)}
              />
              <Legend scale={scale} label={t('map.legend', { measure: t(`map.${view.measure}`) })} />
            </>
          )
        )}
      </div>
    </Panel>
  );
}

/** The API counts grids where something is; the others of the area have nothing. */
function everyGrid(
  geometry: GridGeometry | undefined,
  counts: GridCounts | undefined,
  area: string,
): readonly GridCount[] {
  const counted = new Map(counts?.items.map((count) => [count.areaPath, count]));
  return (geometry?.features ?? [])
    .filter(({ properties }) => properties.areaPath.startsWith(area))
    .map(
      ({ properties: { code, areaPath } }) =>
        counted.get(areaPath) ?? { code, areaPath, open: 0, overdue: 0, today: 0 },
    );
}

type Counts = { readonly open: number; readonly overdue: number; readonly today: number };

function totalOf(items: readonly Counts[]): Counts {
  return items.reduce(
    (sum, item) => ({
      open: sum.open + item.open,
      overdue: sum.overdue + item.overdue,
      today: sum.today + item.today,
    }),
    { open: 0, overdue: 0, today: 0 },
  );
}

/** Numbers of the grid under the pointer, or of all grids in sight. */
function Reading({ name, counts }: { readonly name: string | undefined; readonly counts: Counts }) {
  const { t } = useTranslation();
  return (
    <div className="map-reading">
      <strong>{name ?? t('map.totals')}</strong>
      <span>
        <span className="muted">{t('map.open')}</span> {grouped(counts.open)}
      </span>
      <span className={counts.overdue > 0 ? 'sign-overdue' : ''}>
        {counts.overdue > 0 && <span aria-hidden="true">■ </span>}
        <span className={counts.overdue > 0 ? '' : 'muted'}>{t('map.overdue')}</span>{' '}
        {grouped(counts.overdue)}
      </span>
      <span>
        <span className="muted">{t('map.today')}</span> {grouped(counts.today)}
      </span>
      {name === undefined && <span className="hint muted small">{t('map.hint')}</span>}
    </div>
  );
}

function Legend({ scale, label }: { readonly scale: Scale; readonly label: string }) {
  const { t } = useTranslation();
  return (
    <div className="map-legend">
      <ol aria-label={label}>
        {stepLabels(scale).map((text, step) => (
          <li key={text}>
            <span className={`swatch swatch-${step}`} />
            {text}
          </li>
        ))}
      </ol>
      <span className="sign-overdue">
        <span aria-hidden="true">■ </span>
        {t('map.overdueGrid')}
      </span>
    </div>
  );
}
