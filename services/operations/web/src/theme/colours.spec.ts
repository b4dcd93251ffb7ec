import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { contrast, deuteranopia, difference, parseOklch, toLinearRgb, type LinearRgb } from './oklch.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokens(theme: 'dark' | 'light'): (name: string) => LinearRgb {
  const block = css.slice(css.indexOf(`[data-theme='${theme}'] {`));
  const body = block.slice(0, block.indexOf('}'));
  const values = new Map(
    [...body.matchAll(/--([a-z0-9-]+):\s*(oklch\([^/)]+\))/g)].map(([, name, value]) => [
      name,
      toLinearRgb(parseOklch(value ?? '')),
    ]),
  );
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no token --${name} in the ${theme} theme`);
    return value;
  };
}

const backgrounds = ['bg', 'surface', 'raised', 'fresh'];
const textColours = ['text', 'muted', 'accent', 'in-time', 'soon', 'overdue'];
const signals = ['in-time', 'soon', 'overdue'];
const sights = { 'full colour sight': (colour: LinearRgb) => colour, deuteranopia };

describe.each(['dark', 'light'] as const)('the %s theme', (theme) => {
  const token = tokens(theme);

  describe.each(Object.entries(sights))('seen with %s', (_, seen) => {
    const ratio = (one: string, other: string) => contrast(seen(token(one)), seen(token(other)));

    test.each(textColours.flatMap((text) => backgrounds.map((ground) => [text, ground])))(
      'shows %s on %s with a contrast of at least 4.5:1',
      (text, ground) => expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5),
    );

    test.each([
      ['on-accent', 'accent'],
      ['on-past', 'past'],
    ])('shows %s on %s with a contrast of at least 4.5:1', (text, ground) =>
      expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5),
    );

    test.each(backgrounds.slice(0, 3).flatMap((ground) => [['control-line', ground]]))(
      'draws %s on %s with a contrast of at least 3:1',
      (graphic, ground) => expect(ratio(graphic, ground)).toBeGreaterThanOrEqual(3),
    );

    test('draws the fullest grids and the borders between areas at least 3:1 against empty ground', () => {
      expect(ratio('heat-5', 'heat-0')).toBeGreaterThanOrEqual(3);
      expect(ratio('group-line', 'bg')).toBeGreaterThanOrEqual(3);
    });

    test('makes every step of the map scale distinguishable from the one before', () => {
      for (const step of [1, 2, 3, 4, 5])
        expect(
          difference(seen(token(`heat-${step}`)), seen(token(`heat-${step - 1}`))),
        ).toBeGreaterThanOrEqual(0.06);
    });

    test('keeps green, amber and red apart even without their shapes', () => {
      for (const [index, one] of signals.entries())
        for (const other of signals.slice(index + 1))
          expect(difference(seen(token(one)), seen(token(other)))).toBeGreaterThanOrEqual(0.05);
    });
  });
});
