import type { CategoryRef } from '@linli/operations/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useView } from '../address/use-view.ts';
import { useCity } from '../live/city.ts';
import {
  readActivity,
  readAreasBelow,
  readCatalogue,
  readClocks,
  readGridCounts,
  readGridGeometry,
  readIncident,
  readOverdue,
  searchAreas,
} from './endpoints.ts';

/** Clocks a panel lists at most; beyond them it says that there are more. */
export const clockLimit = 200;

/** Live answers are asked for again by events; this is for what no event tells, a new day for instance. */
const liveRefetchMs = 60_000;

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
    queryFn: ({ signal }) => readClocks({ ...scope(), limit: clockLimit }, signal),
    ...options,
  });
}

export function useOverdueClocks() {
  const { key, scope, options } = usePanelScope();
  return useQuery({
    queryKey: ['overdue', ...key],
    queryFn: ({ signal }) => readOverdue({ ...scope(), limit: clockLimit }, signal),
    ...options,
  });
}

/** @param until end of the strip in the past; undefined when it ends now */
export function useActivity(until: string | undefined) {
  const { view } = useView();
  return useQuery({
    queryKey: ['activity', view.area, until ?? 'live'],
    queryFn: ({ signal }) => readActivity({ area: view.area, asOf: until }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: until === undefined ? liveRefetchMs : false,
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

export function useGridGeometry() {
  return useQuery({
    queryKey: ['geometry'],
    queryFn: ({ signal }) => readGridGeometry(signal),
    staleTime: 3_600_000,
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
    enabled: text.length > 0,
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

/** An incident by what people say on the phone: its whole ticket number. Nothing when there is none. */
export function useTicket(text: string) {
  const { view } = useView();
  return useQuery({
    queryKey: ['ticket', text, view.asOf ?? 'live'],
    queryFn: ({ signal }) => readIncident(text.toUpperCase(), { asOf: view.asOf }, signal),
    enabled: /^[A-Za-z0-9]+-[A-Za-z0-9-]+$/.test(text),
    retry: false,
  });
}
