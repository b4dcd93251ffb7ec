import type { CsvRows } from '@linli/service-kit';
import type { CatalogueView, CategoryRef } from '../api.ts';

export type Language = 'zh' | 'en';

/** A whole answer as a table; every row says the position it was taken at, so that a file told apart from its name does. */
export interface Table {
  readonly header: readonly string[];
  readonly position: string;
  readonly rows: CsvRows;
}

/** Headings in both languages, in order. */
export type Headings = readonly (readonly [zh: string, en: string])[];

export function headerOf(headings: Headings, language: Language): readonly string[] {
  return [...headings, ['截至位置', 'As of position'] as const].map(([zh, en]) =>
    language === 'zh' ? zh : en,
  );
}

/** A moment as the city's offices write it, to the second and with its offset: `2026-05-01T09:00:00+08:00`. */
export function officeTime(instant: string): string {
  return `${new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** A category's name and its whole code: never the digits alone, which exist twice (B-5.1) and lose their zeros. */
export function categoryCells(
  catalogue: CatalogueView,
  category: CategoryRef | undefined,
  language: Language,
): readonly [string, string] {
  if (category === undefined) return ['', ''];
  const { standard, kind, code } = category;
  const found = catalogue.classes.find(
    ({ category: one }) => one.code === code && one.kind === kind && one.standard === standard,
  );
  return [found?.[language] ?? '', `${standard}/${kind}/${code}`];
}
