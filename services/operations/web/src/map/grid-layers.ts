import type * as maplibregl from 'maplibre-gl';
import { tokenHex } from '../theme/theme.ts';

const hatch = 'overdue-hatch';
const mark = 'overdue-mark';

/** Layers over the sources `grids` and `outlines`, bottom up: fill, hatching, lines, borders, what is overdue or pointed at. */
export function addGridLayers(map: maplibregl.Map): void {
  const state = (name: string): maplibregl.ExpressionSpecification => [
    'boolean',
    ['feature-state', name],
    false,
  ];
  const source = 'grids';
  map.addLayer({
    id: 'fill',
    type: 'fill',
    source,
    paint: { 'fill-opacity': ['case', state('outside'), 0.25, 1] },
  });
  addImages(map);
  map.addLayer({
    id: 'hatch',
    type: 'fill',
    source,
    paint: { 'fill-pattern': hatch, 'fill-opacity': ['case', state('overdue'), 1, 0] },
  });
  map.addLayer({ id: 'line', type: 'line', source });
  map.addLayer({
    id: 'outline',
    type: 'line',
    source: 'outlines',
    layout: { 'line-cap': 'round' },
  });
  map.addLayer({
    id: 'overdue',
    type: 'line',
    source,
    paint: { 'line-opacity': ['case', state('overdue'), 1, 0] },
  });
  map.addLayer({
    id: 'mark',
    type: 'symbol',
    source,
    layout: { 'icon-image': mark, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    paint: { 'icon-opacity': ['case', state('overdue'), 1, 0] },
  });
  map.addLayer({
    id: 'pointed',
    type: 'line',
    source,
    paint: { 'line-opacity': ['case', state('pointed'), 1, 0] },
  });
}

/** Gives the layers the colours of the theme in force. */
export function paintGridLayers(map: maplibregl.Map): void {
  map.setPaintProperty('ground', 'background-color', tokenHex('bg'));
  map.setPaintProperty('fill', 'fill-color', [
    'match',
    ['coalesce', ['feature-state', 'step'], 0],
    ...[1, 2, 3, 4, 5].flatMap((step) => [step, tokenHex(`heat-${step}`)]),
    tokenHex('heat-0'),
  ] as unknown as maplibregl.ExpressionSpecification);
  map.setPaintProperty('line', 'line-color', tokenHex('grid-line'));
  map.setPaintProperty('outline', 'line-color', tokenHex('group-line'));
  map.setPaintProperty('overdue', 'line-color', tokenHex('overdue'));
  map.setPaintProperty('pointed', 'line-color', tokenHex('text'));
  addImages(map);
  enlargeGridLayers(map);
}

/** Lines and marks grow with the type: a wall is read from five metres. */
export function enlargeGridLayers(map: maplibregl.Map): void {
  const times = remPixels() / 14;
  map.setPaintProperty('line', 'line-width', 0.75 * times);
  map.setPaintProperty('outline', 'line-width', 1.4 * times);
  map.setPaintProperty('overdue', 'line-width', 2 * times);
  map.setPaintProperty('pointed', 'line-width', 2 * times);
  map.setLayoutProperty('mark', 'icon-size', times);
}

/** The square of an overdue grid and its hatching, drawn in the theme's red on a halo of the ground. */
function addImages(map: maplibregl.Map): void {
  const size = 24;
  const draw = (paint: (context: CanvasRenderingContext2D) => void) => {
    const canvas = document.createElement('canvas');
    canvas.width = size;
    canvas.height = size;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no 2d canvas');
    paint(context);
    return context.getImageData(0, 0, size, size);
  };
  const images = {
    [mark]: draw((context) => {
      context.fillStyle = tokenHex('halo');
      context.fillRect(4, 4, 16, 16);
      context.fillStyle = tokenHex('overdue');
      context.fillRect(6, 6, 12, 12);
    }),
    [hatch]: draw((context) => {
      context.strokeStyle = tokenHex('overdue');
      context.lineWidth = 2;
      context.globalAlpha = 0.55;
      for (const at of [-24, -12, 0, 12, 24]) {
        context.moveTo(at - 2, size + 2);
        context.lineTo(at + size + 2, -2);
      }
      context.stroke();
    }),
  };
  for (const [name, image] of Object.entries(images)) {
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: 2 });
  }
}

/** Pixels of the type's unit: 14 at a desk, more on a wall. */
export function remPixels(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
