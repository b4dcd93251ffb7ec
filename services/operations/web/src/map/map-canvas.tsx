import type { GridCount, GridGeometry } from '@linli/operations/api';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../address/view.ts';
import { Icon } from '../theme/icon.tsx';
import { useTheme } from '../theme/theme.ts';
import { drawGridMap, type GridMap } from './grid-map.ts';
import type { Scale } from './scale.ts';

export interface MapCanvasProps {
  readonly geometry: GridGeometry;
  readonly counts: readonly GridCount[];
  readonly measure: Measure;
  readonly scale: Scale;
  readonly area: string;
  readonly names: ReadonlyMap<string, string>;
  readonly point: { readonly lon: number; readonly lat: number } | undefined;
  readonly onPoint: (code: string | undefined) => void;
  readonly onChoose: (areaPath: string) => void;
  readonly onFailed: () => void;
}

/** The drawn map. Loaded only where it is shown: MapLibre is by far the largest part of the page. */
export default function MapCanvas(props: MapCanvasProps) {
  const { t } = useTranslation();
  const theme = useTheme();
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<GridMap>();
  const { geometry, counts, measure, scale, area, names, point } = props;
  const label = t('map.label', { measure: t(`map.${measure}`) });
  const handlers = useRef(props);
  useEffect(() => {
    handlers.current = props;
  });

  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    let gone = false;
    let drawn: GridMap | undefined;
    drawGridMap({
      container: element,
      geometry,
      label: '',
      onPoint: (code) => handlers.current.onPoint(code),
      onChoose: (path) => handlers.current.onChoose(path),
    }).then(
      (made) => {
        drawn = made;
        if (gone) made.remove();
        else setMap(made);
      },
      () => {
        if (!gone) handlers.current.onFailed();
      },
    );
    return () => {
      gone = true;
      drawn?.remove();
      setMap(undefined);
    };
  }, [geometry]);

  useEffect(() => map?.paint(), [map, theme]);
  useEffect(() => map?.count(counts, measure, scale), [map, counts, measure, scale]);
  useEffect(() => map?.narrow(area, (path) => names.get(path)), [map, area, names]);
  useEffect(() => map?.pin(point), [map, point]);
  useEffect(() => {
    container.current?.querySelector('canvas')?.setAttribute('aria-label', label);
  }, [map, label]);

  return (
    <>
      <div className="grid-map" ref={container} data-map-ready={map !== undefined} />
      <div className="map-zoom">
        <button
          type="button"
          className="button"
          aria-label={t('map.zoomIn')}
          title={t('map.zoomIn')}
          onClick={() => map?.zoom(1)}
        >
          <Icon name="plus" />
        </button>
        <button
          type="button"
          className="button"
          aria-label={t('map.zoomOut')}
          title={t('map.zoomOut')}
          onClick={() => map?.zoom(-1)}
        >
          <Icon name="minus" />
        </button>
        <button
          type="button"
          className="button"
          aria-label={t('map.fit')}
          title={t('map.fit')}
          onClick={() => map?.fit()}
        >
          <Icon name="fit" />
        </button>
      </div>
    </>
  );
}
