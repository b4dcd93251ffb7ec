import type { GridCount, GridGeometry } from '@linli/operations/api';
import * as maplibregl from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { childPath } from '../address/area-path.ts';
import type { Measure } from '../address/view.ts';
import { addGridLayers, enlargeGridLayers, paintGridLayers, remPixels } from './grid-layers.ts';
import { groupOutlines, middleOf } from './outlines.ts';
import { type Scale, stepOf } from './scale.ts';

maplibregl.setWorkerUrl(workerUrl);

type Feature = GridGeometry['features'][number];

export interface GridMapOptions {
  readonly container: HTMLElement;
  readonly geometry: GridGeometry;
  readonly label: string;
  readonly onPoint: (code: string | undefined) => void;
  readonly onChoose: (areaPath: string) => void;
}

/** The map as it is told what to show: no state of its own but where the reader has moved it. */
export interface GridMap {
  /** Colours of the theme in force, after a change. */
  readonly paint: () => void;
  readonly count: (counts: readonly GridCount[], measure: Measure, scale: Scale) => void;
  /** Brings an area into view, marks what lies outside of it and names what lies directly in it. */
  readonly narrow: (area: string, nameOf: (areaPath: string) => string | undefined) => void;
  readonly pin: (point: { readonly lon: number; readonly lat: number } | undefined) => void;
  readonly zoom: (by: number) => void;
  readonly fit: () => void;
  readonly remove: () => void;
}

/** Groups that still can be told apart by their names on the map. */
const mostNames = 40;

const ringOf = (feature: Feature) => feature.geometry.coordinates[0] ?? [];

/** @throws when the browser cannot draw WebGL */
export async function drawGridMap(options: GridMapOptions): Promise<GridMap> {
  const { container, geometry } = options;
  const { features } = geometry;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = new maplibregl.Map({
    container,
    style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background' }] },
    bounds: boundsOf(features),
    fitBoundsOptions: { padding: paddingOf(container) },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 21,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute('aria-label', options.label);
  let area = '';
  let known = new Map<number, string>();
  let names: maplibregl.Marker[] = [];
  let pinned: maplibregl.Marker | undefined;

  await new Promise<void>((resolve, reject) => {
    map.once('load', () => resolve());
    map.once('error', ({ error }) => reject(error as Error));
  });
  map.addSource('grids', {
    type: 'geojson',
    data: geometry as unknown as maplibregl.GeoJSONSourceSpecification['data'],
  });
  map.addSource('outlines', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  addGridLayers(map);
  paintGridLayers(map);

  const codeById = new Map(features.map((feature) => [feature.id, feature.properties]));
  let pointed: number | undefined;
  const point = (id: number | undefined) => {
    if (id === pointed) return;
    if (pointed !== undefined) map.setFeatureState({ source: 'grids', id: pointed }, { pointed: false });
    if (id !== undefined) map.setFeatureState({ source: 'grids', id }, { pointed: true });
    pointed = id;
    options.onPoint(id === undefined ? undefined : codeById.get(id)?.code);
  };
  map.on('mousemove', 'fill', (event) => point(event.features?.[0]?.id as number | undefined));
  map.on('mouseleave', 'fill', () => point(undefined));
  map.on('click', 'fill', (event) => {
    const chosen = codeById.get(event.features?.[0]?.id as number);
    if (chosen !== undefined) options.onChoose(chosen.areaPath);
  });

  function fit(animate = !still) {
    const inside = features.filter((feature) => feature.properties.areaPath.startsWith(area));
    if (inside.length === 0) return;
    const padding = paddingOf(container);
    // A single grid is shown among its neighbours, not filling the wall.
    const closest = Math.min(19.2, map.cameraForBounds(boundsOf(features), { padding })?.zoom ?? 17);
    map.fitBounds(boundsOf(inside), { padding, animate, maxZoom: closest + 2.2, duration: 500 });
  }

  const resized = new ResizeObserver(() => {
    map.resize();
    enlargeGridLayers(map);
    fit(false);
  });
  resized.observe(container);

  await new Promise<void>((resolve) => void map.once('idle', () => resolve()));
  return {
    paint: () => paintGridLayers(map),
    fit,
    count(counts, measure, scale) {
      const byCode = new Map(counts.map((count) => [count.code, count]));
      const next = new Map<number, string>();
      for (const { id, properties } of features) {
        const count = byCode.get(properties.code);
        const state = {
          step: count === undefined ? 0 : stepOf(scale, count[measure]),
          overdue: (count?.overdue ?? 0) > 0,
        };
        const key = `${state.step} ${state.overdue}`;
        next.set(id, key);
        // Only what has changed is told to the map: usually a handful of 868.
        if (known.get(id) !== key) map.setFeatureState({ source: 'grids', id }, state);
      }
      known = next;
    },
    narrow(to, nameOf) {
      const moved = to !== area;
      area = to;
      for (const { id, properties } of features)
        map.setFeatureState({ source: 'grids', id }, { outside: !properties.areaPath.startsWith(area) });
      const groups = groupsOf(features, area);
      const lines = groupOutlines(
        features.map((feature) => ({
          ring: ringOf(feature),
          group: childPath(area, feature.properties.areaPath),
        })),
      );
      map.getSource<maplibregl.GeoJSONSource>('outlines')?.setData({
        type: 'Feature',
        properties: {},
        geometry: { type: 'MultiLineString', coordinates: lines.map((line) => line.map((end) => [...end])) },
      });
      for (const name of names) name.remove();
      names = [...groups].slice(0, groups.size > mostNames ? 0 : undefined).flatMap(([path, members]) => {
        const text = nameOf(path);
        if (text === undefined) return [];
        const element = document.createElement('div');
        element.className = 'map-name';
        element.textContent = text;
        return [new maplibregl.Marker({ element }).setLngLat([...middleOf(members.map(ringOf))]).addTo(map)];
      });
      if (moved) fit();
    },
    pin(point) {
      pinned?.remove();
      pinned = undefined;
      if (point === undefined) return;
      const element = document.createElement('div');
      element.className = 'map-pin';
      pinned = new maplibregl.Marker({ element }).setLngLat([point.lon, point.lat]).addTo(map);
    },
    zoom: (by) => map.zoomTo(map.getZoom() + by, { animate: !still }),
    remove() {
      resized.disconnect();
      map.remove();
    },
  };
}

function groupsOf(features: readonly Feature[], area: string): ReadonlyMap<string, readonly Feature[]> {
  const groups = new Map<string, Feature[]>();
  for (const feature of features) {
    const path = childPath(area, feature.properties.areaPath);
    if (path === undefined) continue;
    const members = groups.get(path);
    if (members === undefined) groups.set(path, [feature]);
    else members.push(feature);
  }
  return groups;
}

function boundsOf(features: readonly Feature[]): [number, number, number, number] {
  const positions = features.flatMap((feature) => [...ringOf(feature)]);
  const lon = positions.map((position) => position[0] ?? 0);
  const lat = positions.map((position) => position[1] ?? 0);
  return [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)];
}

/** Room for the reading above and the legend below. */
function paddingOf(container: HTMLElement): { top: number; bottom: number; left: number; right: number } {
  const rem = remPixels();
  const narrow = container.clientWidth < 500;
  return { top: 3.4 * rem, bottom: 5 * rem, left: (narrow ? 0.5 : 2) * rem, right: (narrow ? 0.5 : 2) * rem };
}
