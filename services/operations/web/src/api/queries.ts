import type { CalendarView, CategoryRef, ClockItem, Page } from '@linli/operations/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useView } from '../address/use-view.ts';
import { useCity } from '../live/city.ts';
import { dayOf } from '../time-machine/time-window.ts';
import {
  type Scope,
  readActivity,
  readAreasBelow,
  readCalendar,
  readCatalogue,
  readClocks,
  readGridCounts,
  readGridGeometry,
  readIncident,
  readOverdue,
  searchAreas,
  searchTickets,
} from './endpoints.ts';

/** Clocks a panel lists at most; beyond them it says that there are more. */
export const clockLimit = 200;

/** Pages read to get past what is overdue. */
const mostPages = 8;

/** Live answers are asked for again by events; this is for what no event tells, a new day for instance. */
const liveRefetchMs = 60_000;

/** Boundaries that were decided ahead come into force with a day, and no event tells it. */
const boundariesRefetchMs = 600_000;

function usePanelScope() {
  const city = useCity();
  const { view } = useView();
  const live = view.asOf === undefined;
  return {
    key: [view.area, view.asOf ?? 'live'] as const,
    scope: () => ({
      area: view.area,
      asOf: view.asOf,
      after: live && city.position.get() > 0 ? `incidents:${city.position.get()}` : undefined,
    }),
    options: {
      placeholderData: keepPreviousData,
      refetchInterval: live ? liveRefetchMs : (false as const),
    },
  };
}

export function useGridCounts() {
  const { key, scope, options } = usePanelScope();
  return useQuery({
    queryKey: ['grids', ...key],
    queryFn: ({ signal }) => readGridCounts(scope(), signal),
    ...options,
  });
}

export function useRunningClocks() {
  const { key, scope, options } = usePanelScope();
  return useQuery({
    queryKey: ['clocks', ...key],
    queryFn: ({ signal }) => readRunning(scope(), signal),
    ...options,
  });
}

/**
 * The next clocks to fall due. The API lists every live clock by its due time, so those that are overdue stand before
 * them and are read past; a city with more of them than that has other worries first.
 */
async function readRunning(scope: Scope, signal: AbortSignal): Promise<Page<ClockItem>> {
  const items: ClockItem[] = [];
  let page: Page<ClockItem> | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    page = await readClocks({ ...scope, limit: 500, cursor: page?.next }, signal);
    items.push(...page.items.filter((clock) => !clock.missed));
    if (items.length >= clockLimit || page.next === undefined) break;
  }
  if (page === undefined) throw new Error('no page was read');
  const more = items.length > clockLimit || page.next !== undefined;
  return {
    asOf: page.asOf,
    items: items.slice(0, clockLimit),
    ...(more ? { next: page.next ?? 'more' } : {}),
  };
}

export function useOverdueClocks() {
  const { key, scope, options } = usePanelScope();
  return useQuery({
    queryKey: ['overdue', ...key],
    queryFn: ({ signal }) => readOverdue({ ...scope(), limit: clockLimit }, signal),
    ...options,
  });
}

/**
 * Activity of the two Shanghai days that 24 hours touch.
 *
 * @param asOf what the strip may know of; undefined when it is live
 */
export function useActivity(days: readonly [string, string], asOf: string | undefined) {
  const { view } = useView();
  const area = view.area;
  return useQuery({
    queryKey: ['activity', area, ...days, asOf ?? 'live'],
    queryFn: async ({ signal }) => {
      const strips = await Promise.all(
        [...new Set(days)].map((day) => readActivity({ area, day, asOf }, signal)),
      );
      return {
        bucketMinutes: strips[0]?.bucketMinutes ?? 10,
        items: strips.flatMap((strip) => strip.items),
      };
    },
    placeholderData: keepPreviousData,
    refetchInterval: asOf === undefined ? liveRefetchMs : false,
  });
}

export function useIncident(id: string | undefined) {
  const { view } = useView();
  return useQuery({
    queryKey: ['incident', id, view.asOf ?? 'live'],
    queryFn: ({ signal }) => readIncident(id ?? '', { asOf: view.asOf }, signal),
    enabled: id !== undefined,
    placeholderData: (before) => (before?.incidentId === id ? before : undefined),
  });
}

/** The calendar that clocks are told by; undefined until it has come. */
export function useCalendar(): CalendarView | undefined {
  const { view } = useView();
  return useQuery({
    queryKey: ['calendar', view.asOf ?? 'live'],
    queryFn: ({ signal }) => readCalendar({ asOf: view.asOf }, signal),
    staleTime: 600_000,
    placeholderData: keepPreviousData,
  }).data;
}

export function useGridGeometry() {
  const { view } = useView();
  const { asOf } = view;
  // Boundaries change with the day: playing through one asks once.
  const day = asOf === undefined || Number.isNaN(Date.parse(asOf)) ? asOf : dayOf(Date.parse(asOf));
  return useQuery({
    queryKey: ['geometry', day ?? 'live'],
    queryFn: ({ signal }) => readGridGeometry({ asOf }, signal),
    staleTime: 3_600_000,
    placeholderData: keepPreviousData,
    refetchInterval: asOf === undefined ? boundariesRefetchMs : false,
  });
}

export function useAreasBelow(under: string, enabled = true) {
  return useQuery({
    queryKey: ['areas', 'below', under],
    queryFn: ({ signal }) => readAreasBelow(under, signal),
    staleTime: 600_000,
    enabled,
  });
}

export function useAreaSearch(text: string) {
  return useQuery({
    queryKey: ['areas', 'search', text],
    queryFn: ({ signal }) => searchAreas(text, signal),
    staleTime: 600_000,
    enabled: text !== '' && text.length <= 80,
    placeholderData: keepPreviousData,
  });
}

/** Names of categories in the reader's language, by the catalogue; a class it does not name keeps its code. */
export function useCategoryName(): (category: CategoryRef | undefined) => string {
  const { i18n, t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['catalogue'],
    queryFn: ({ signal }) => readCatalogue(signal),
    staleTime: 600_000,
  });
  return (category) => {
    if (category === undefined) return t('category.none');
    const found = data?.classes.find(
      (one) =>
        one.category.code === category.code &&
        one.category.kind === category.kind &&
        one.category.standard === category.standard,
    );
    if (found === undefined) return category.code;
    return i18n.language === 'en' ? found.en : found.zh;
  };
}

/** An incident by what people say on the phone: three digits of its ticket number or more, with its dashes or without. */
export function useTickets(text: string) {
  const { view } = useView();
  const digits = partOfTicket.test(text) ? text.replaceAll(/[^0-9]/g, '') : '';
  return useQuery({
    queryKey: ['tickets', digits, view.asOf ?? 'live'],
    queryFn: ({ signal }) => searchTickets(digits, { asOf: view.asOf }, signal),
    enabled: digits !== '',
  });
}

const partOfTicket = /^(?:[0-9][ -]?){3,10}$/;
