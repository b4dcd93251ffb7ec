import { type FocusEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCategoryName } from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import { readFeed } from '../api/endpoints.ts';
import { grouped } from '../format/numbers.ts';
import { useCity } from '../live/city.ts';
import { type FeedRow, lineKey } from '../live/feed-store.ts';
import { useStore } from '../live/store.ts';
import { Choice } from '../panel/choice.tsx';
import { Empty, Panel, type PanelData } from '../panel/panel.tsx';
import { Icon } from '../theme/icon.tsx';
import { FeedLine, majorEvents } from './feed-row.tsx';
import './stream.css';
import { useFeed } from './use-feed.ts';
import { useRowWindow } from './use-row-window.ts';

const filters = ['all', 'key', 'urgent'] as const;
type Filter = (typeof filters)[number];

const passes: Readonly<Record<Filter, (row: FeedRow) => boolean>> = {
  all: () => true,
  key: ({ item }) => majorEvents.has(item.type),
  urgent: ({ item }) => item.severity === 'urgent',
};

const olderPage = 200;
const freshMs = 2_000;

export function StreamPanel({ reload }: { readonly reload: () => void }) {
  const { t } = useTranslation();
  const { view } = useView();
  const city = useCity();
  const feed = useFeed();
  const snapshot = useStore(city.snapshot);
  const { real } = useStore(city.second);
  const nameOf = useCategoryName();
  const [filter, setFilter] = useState<Filter>('all');
  const [pausedByReader, setPausedByReader] = useState(false);
  const [rowChosen, setRowChosen] = useState(false);
  const box = useRef<HTMLOListElement>(null);

  const rows = filter === 'all' ? feed.rows : feed.rows.filter(passes[filter]);
  const window = useRowWindow(box, rows.length);
  const live = view.asOf === undefined;
  // Reading further down, or standing on a row with the keyboard, must not have the rows move away.
  const held = live && (pausedByReader || rowChosen || !window.atTop);

  useEffect(() => city.feed.pause(held), [city, held]);
  useEffect(() => {
    if (!held && feed.overflowed) reload();
  }, [held, feed.overflowed, reload]);

  const nearEnd = window.to >= rows.length - 4;
  const { older } = feed;
  // A moving stream keeps its newest lines only; it is filled up from behind when somebody reads there.
  const wanted = nearEnd && snapshot.kind === 'ready' && feed.rows.length < (held ? 20_000 : 1_000);
  useEffect(() => {
    if (!wanted || older === undefined) return;
    const closing = new AbortController();
    const scope = { area: view.area, asOf: view.asOf, cursor: older, limit: olderPage };
    readFeed(scope, closing.signal).then(
      (page) => city.feed.appendOlder(page.items, page.next),
      // Not reached this time; scrolling on asks again.
      () => undefined,
    );
    return () => closing.abort();
  }, [wanted, older, view.area, view.asOf, city]);

  const toTop = () => {
    setPausedByReader(false);
    setRowChosen(false);
    if (box.current !== null) box.current.scrollTop = 0;
    (document.activeElement as HTMLElement | null)?.blur();
  };

  const data: PanelData = {
    state: feed.rows.length > 0 ? 'ready' : snapshot.kind,
    updatedAt: feed.rows.length > 0 || snapshot.kind === 'ready' ? city.heardAt.get() : 0,
    changing: snapshot.kind === 'loading',
    error: snapshot.kind === 'failed' ? snapshot.error : null,
    retry: reload,
  };

  return (
    <Panel
      name="stream"
      title={t(live ? 'panel.stream' : 'panel.streamThen')}
      data={data}
      table={{
        header: [
          t('incident.reportedAt'),
          t('panel.stream'),
          t('search.tickets'),
          t('map.grid'),
          t('incident.category'),
        ],
        rows: () =>
          rows.map(({ item }) => [
            item.recordedAt,
            t(`event.${item.type}`, { defaultValue: item.type }),
            item.ticket,
            item.gridCode ?? '',
            nameOf(item.category),
          ]),
      }}
      tools={
        <>
          <Choice
            label={t('stream.filter')}
            options={filters.map((value) => ({ value, text: t(`stream.${value}`) }))}
            value={filter}
            onChange={setFilter}
          />
          {live && (
            <button
              type="button"
              className="button"
              data-pause-stream
              aria-label={pausedByReader ? t('stream.resume') : t('stream.pause')}
              title={pausedByReader ? t('stream.resume') : t('stream.pause')}
              aria-pressed={pausedByReader}
              onClick={() => setPausedByReader(!pausedByReader)}
            >
              <Icon name={pausedByReader ? 'play' : 'pause'} />
            </button>
          )}
        </>
      }
    >
      {held && feed.held > 0 && (
        <button type="button" className="button main stream-news" title={t('stream.toTop')} onClick={toTop}>
          ↑ {t('stream.held', { count: feed.held, shown: grouped(feed.held) })}
        </button>
      )}
      {rows.length === 0 && older === undefined && (
        <Empty
          title={t('stream.empty')}
          help={view.area === '' ? t('stream.emptyHelp') : t('stream.emptyArea')}
        />
      )}
      <ol
        className="rows"
        ref={box}
        data-rows
        style={{ paddingTop: window.before, paddingBottom: window.after }}
        tabIndex={rows.length > 0 ? 0 : -1}
        aria-label={t('stream.list')}
        onFocus={(event: FocusEvent<HTMLElement>) => {
          if (event.target.matches('[data-row]:focus-visible')) setRowChosen(true);
        }}
        onBlur={() => setRowChosen(false)}
      >
        {rows.slice(window.from, window.to).map(({ item, arrivedAt }, index) => (
          <FeedLine
            key={lineKey(item)}
            item={item}
            fresh={arrivedAt !== undefined && real - arrivedAt < freshMs}
            place={window.from + index + 1}
            of={older === undefined ? rows.length : -1}
          />
        ))}
        {rows.length > 0 && (
          <li className="stream-end">{older !== undefined ? t('stream.more') : t('stream.end')}</li>
        )}
      </ol>
    </Panel>
  );
}
