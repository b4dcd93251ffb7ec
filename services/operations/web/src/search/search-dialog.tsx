import type { AreaItem } from '@linli/operations/api';
import { useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useAreaSearch,
  useCategoryName,
  useOverdueClocks,
  useRunningClocks,
  useTicket,
} from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import type { View } from '../address/view.ts';
import { useFeed } from '../stream/use-feed.ts';
import { Icon } from '../theme/icon.tsx';
import { Dialog } from './dialog.tsx';

interface Hit {
  readonly key: string;
  readonly text: string;
  readonly aside: string;
  readonly change: Partial<View>;
}

const mostTickets = 8;

/** One field over areas, grids and tickets; a choice narrows the page or opens the incident. */
export function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { go } = useView();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const areas = useAreaHits(wanted);
  const tickets = useTicketHits(wanted);
  const hits = [...areas, ...tickets];
  const id = useId();
  const current = Math.min(chosen, hits.length - 1);

  const open = (hit: Hit | undefined) => {
    if (hit === undefined) return;
    go(hit.change);
    onClose();
  };
  const group = (title: string, part: readonly Hit[], from: number) =>
    part.length > 0 && (
      <div role="group" aria-label={title}>
        <h3 aria-hidden="true">{title}</h3>
        {part.map((hit, index) => (
          <div
            key={hit.key}
            id={`${id}-${from + index}`}
            role="option"
            aria-selected={from + index === current}
            onPointerMove={() => setChosen(from + index)}
            onClick={() => open(hit)}
          >
            <span>{hit.text}</span>
            <span className="muted small">{hit.aside}</span>
          </div>
        ))}
      </div>
    );

  return (
    <Dialog label={t('search.title')} onClose={onClose}>
      <div className="search-field">
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-label={t('bar.searchHint')}
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={hits.length > 0 ? `${id}-${current}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('search.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') setChosen(Math.min(hits.length - 1, current + 1));
            else if (event.key === 'ArrowUp') setChosen(Math.max(0, current - 1));
            else if (event.key === 'Enter') open(hits[current]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div className="search-results" role="listbox" id={`${id}-list`} aria-label={t('search.title')}>
        {group(t('search.areas'), areas, 0)}
        {group(t('search.tickets'), tickets, areas.length)}
      </div>
      <p className="search-hint small" role="status">
        {wanted !== '' && hits.length === 0
          ? t('search.nothing', { text: wanted })
          : hits.length > 0
            ? t('search.results', { count: hits.length })
            : t('search.hint')}
      </p>
    </Dialog>
  );
}

function useAreaHits(text: string): readonly Hit[] {
  const { t } = useTranslation();
  const found = useAreaSearch(text);
  if (text === '') return [];
  return (found.data?.items ?? []).map((area: AreaItem) => ({
    key: area.areaPath,
    text: area.name,
    aside: [t(`level.${area.level}`, { defaultValue: area.level }), area.name === area.code ? '' : area.code]
      .filter(Boolean)
      .join(' '),
    change: { area: area.areaPath },
  }));
}

/** Tickets: those on the page at once, any other by its full number from the API. */
function useTicketHits(text: string): readonly Hit[] {
  const { t } = useTranslation();
  const feed = useFeed();
  const overdue = useOverdueClocks();
  const running = useRunningClocks();
  const nameOf = useCategoryName();
  const asked = useTicket(text);
  if (text === '') return [];
  const wanted = text.toLowerCase();
  const hits = new Map<string, Hit>();
  const known = [
    ...(asked.data == null ? [] : [asked.data]),
    ...feed.rows.map((row) => row.item),
    ...(overdue.data?.items ?? []),
    ...(running.data?.items ?? []),
  ];
  for (const { incidentId, ticket, category } of known) {
    if (hits.size >= mostTickets) break;
    if (hits.has(incidentId) || !ticket.toLowerCase().includes(wanted)) continue;
    hits.set(incidentId, {
      key: incidentId,
      text: ticket,
      aside: category === undefined ? t('category.none') : nameOf(category),
      change: { incident: incidentId },
    });
  }
  return [...hits.values()];
}
