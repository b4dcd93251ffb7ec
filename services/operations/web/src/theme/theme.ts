import { useSyncExternalStore } from 'react';
import { parseOklch, toHex, toLinearRgb } from './oklch.ts';

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

/** A token of the theme in force as `#rrggbb`, for what is drawn outside of CSS. */
export function tokenHex(name: string): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  return toHex(toLinearRgb(parseOklch(value)));
}
