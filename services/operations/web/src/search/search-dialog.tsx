import type { AreaItem } from '@linli/operations/api';
import { useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAreaSearch, useCategoryName, useTickets } from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import type { View } from '../address/view.ts';
import { Icon } from '../theme/icon.tsx';
import { Dialog } from './dialog.tsx';

interface Hit {
  readonly key: string;
  readonly text: string;
  readonly aside: string;
  readonly change: Partial<View>;
}

/** One field over areas, grids and tickets; a choice narrows the page or opens the incident. */
export function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { go } = useView();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const wanted = useDeferredValue(text.normalize('NFKC').trim());
  const areas = useAreaHits(wanted);
  const tickets = useTicketHits(wanted);
  const hits = [...areas.hits, ...tickets.hits];
  const states = [areas.state, tickets.state];
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
        {group(t('search.areas'), areas.hits, 0)}
        {group(t('search.tickets'), tickets.hits, areas.hits.length)}
      </div>
      <p className="search-hint small" role="status">
        {wanted === ''
          ? t('search.hint')
          : hits.length > 0
            ? t('search.results', { count: hits.length })
            : states.includes('asking')
              ? t('search.asking')
              : states.includes('failed')
                ? t('search.failed')
                : t('search.nothing', { text: wanted })}
      </p>
    </Dialog>
  );
}

/** What was found, and how far the search is. */
interface Found {
  readonly hits: readonly Hit[];
  readonly state: 'asking' | 'answered' | 'failed';
}

function useAreaHits(text: string): Found {
  const { t } = useTranslation();
  const found = useAreaSearch(text);
  const hits = (text === '' ? [] : (found.data?.items ?? [])).map((area: AreaItem) => ({
    key: area.areaPath,
    text: area.name,
    aside: [t(`level.${area.level}`, { defaultValue: area.level }), area.name === area.code ? '' : area.code]
      .filter(Boolean)
      .join(' '),
    change: { area: area.areaPath },
  }));
  return { hits, state: stateOf(found) };
}

/** Incidents by their ticket, wherever they are: one that lies outside of the area on screen is told to. */
function useTicketHits(text: string): Found {
  const { t } = useTranslation();
  const { view } = useView();
  const nameOf = useCategoryName();
  const found = useTickets(text);
  const hits = (found.data?.items ?? []).map(({ incidentId, ticket, category, stage, areaPath = '' }) => ({
    key: incidentId,
    text: ticket,
    aside: [
      nameOf(category),
      t(`stage.${stage}`),
      areaPath.startsWith(view.area) ? '' : t('search.outside', { grid: areaPath.split('/').at(-2) ?? '' }),
    ]
      .filter(Boolean)
      .join(' · '),
    change: { incident: incidentId },
  }));
  return { hits, state: stateOf(found) };
}

function stateOf(found: {
  readonly isFetching: boolean;
  readonly isError: boolean;
  readonly isPlaceholderData: boolean;
}): Found['state'] {
  if (found.isFetching || found.isPlaceholderData) return 'asking';
  return found.isError ? 'failed' : 'answered';
}
