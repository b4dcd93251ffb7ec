import { useSyncExternalStore } from 'react';

export type Theme = 'dark' | 'light';

const stored = 'linli.theme';
const listeners = new Set<() => void>();

/** Control rooms are dark: dark unless the reader has chosen otherwise. */
export function startTheme(): void {
  apply(localStorage.getItem(stored) === 'light' ? 'light' : 'dark');
}

export function switchTheme(theme: Theme): void {
  localStorage.setItem(stored, theme);
  apply(theme);
}

function apply(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  for (const listener of listeners) listener();
}

const current = (): Theme => (document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark');

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}

/**
 * A token of the theme in force as `#rrggbb`, for what is drawn outside of CSS. The browser converts it by painting one
 * pixel: MapLibre reads no OKLCH, and the build may have written the colour in yet another notation.
 */
export function tokenHex(name: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d canvas');
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
