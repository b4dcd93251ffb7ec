import { type FocusEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../address/use-view.ts';
import { fileUrl, readFeed } from '../api/endpoints.ts';
import { grouped } from '../format/numbers.ts';
import { useCity } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Choice } from '../panel/choice.tsx';
import { Empty, Panel, type PanelData } from '../panel/panel.tsx';
import { Icon } from '../theme/icon.tsx';
import { FeedLine } from './feed-row.tsx';
import { streamLines } from './stream-lines.ts';
import './stream.css';
import { useFeed } from './use-feed.ts';
import { useRowWindow } from './use-row-window.ts';

const choices = ['key', 'all', 'urgent'] as const;

const olderPage = 200;
const freshMs = 2_000;
/** A moving stream keeps its newest lines only … */
const mostMoving = 1_000;
/** … and one that is read from end to end, what a browser bears; what is older is a moment of the past. */
const mostRead = 20_000;

export function StreamPanel({ reload }: { readonly reload: () => void }) {
  const { t, i18n } = useTranslation();
  const { view, go } = useView();
  const city = useCity();
  const feed = useFeed();
  const snapshot = useStore(city.snapshot);
  const { real } = useStore(city.second);
  const [pausedByReader, setPausedByReader] = useState(false);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [failedAt, setFailedAt] = useState<string>();
  const [box, setBox] = useState<HTMLOListElement | null>(null);
  const { rowChosen, choose, letGo } = useChosenRow(box);

  const lines = useMemo(
    () => streamLines(feed.rows, view.lines, unfolded),
    [feed.rows, view.lines, unfolded],
  );
  const window = useRowWindow(box, lines.length);
  const live = view.asOf === undefined;
  // Reading further down, or standing on a row with the keyboard, must not have the rows move away.
  const held = live && (pausedByReader || rowChosen || !window.atTop);

  useEffect(() => city.feed.pause(held), [city, held]);
  useEffect(() => {
    if (!held && feed.overflowed) reload();
  }, [held, feed.overflowed, reload]);

  const nearEnd = window.to >= lines.length - 4;
  const { older } = feed;
  const full = feed.rows.length >= (live && !held ? mostMoving : mostRead);
  const wanted = nearEnd && snapshot.kind === 'ready' && !full && older !== failedAt;
  useEffect(() => {
    if (!wanted || older === undefined) return;
    const closing = new AbortController();
    const scope = { area: view.area, asOf: view.asOf, cursor: older, limit: olderPage };
    readFeed(scope, closing.signal).then(
      (page) => city.feed.appendOlder(page.items, page.next),
      () => {
        if (!closing.signal.aborted) setFailedAt(older);
      },
    );
    return () => closing.abort();
  }, [wanted, older, view.area, view.asOf, city]);

  const toTop = () => {
    setPausedByReader(false);
    letGo();
    box?.scrollTo(0, 0);
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
      file={fileUrl('feed', {
        area: view.area,
        asOf: view.asOf,
        lang: i18n.language,
        severity: view.lines === 'urgent' ? 'urgent' : undefined,
      })}
      tools={
        <>
          <Choice
            label={t('stream.filter')}
            options={choices.map((value) => ({ value, text: t(`stream.${value}`) }))}
            value={view.lines ?? 'key'}
            onChange={(choice) => go({ lines: choice === 'key' ? undefined : choice }, { replace: true })}
          />
          {live && (
            <button
              type="button"
              className="button"
              data-pause-stream
              aria-label={held ? t('stream.resume') : t('stream.pause')}
              title={held ? t('stream.resume') : t('stream.pause')}
              aria-pressed={held}
              onClick={() => (held ? toTop() : setPausedByReader(true))}
            >
              <Icon name={held ? 'play' : 'pause'} />
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
      {lines.length === 0 && older === undefined && (
        <Empty
          title={t('stream.empty')}
          help={view.area === '' ? t('stream.emptyHelp') : t('stream.emptyArea')}
        />
      )}
      <ol
        className="rows"
        ref={setBox}
        data-rows
        tabIndex={lines.length > 0 ? 0 : -1}
        aria-label={t('stream.list')}
        onFocus={(event: FocusEvent<HTMLElement>) => {
          window.look();
          if (event.target.matches('[data-row]:focus-visible')) choose();
        }}
        onBlur={letGo}
      >
        <li className="room" aria-hidden="true" style={{ height: window.before }} />
        {lines.slice(window.from, window.to).map((line, index) => (
          <FeedLine
            key={line.key}
            line={line}
            fresh={line.row.arrivedAt !== undefined && real - line.row.arrivedAt < freshMs}
            place={window.from + index + 1}
            of={older === undefined ? lines.length : -1}
            unfolded={unfolded.has(line.key)}
            onFold={() => setUnfolded(toggled(unfolded, line.key))}
          />
        ))}
        <li className="room" aria-hidden="true" style={{ height: window.after }} />
        {feed.rows.length > 0 && (
          <li className="stream-end">
            {older === undefined ? (
              t('stream.end')
            ) : older === failedAt ? (
              <button type="button" className="button outlined" onClick={() => setFailedAt(undefined)}>
                {t('stream.moreFailed')}
              </button>
            ) : (
              t(full && held ? 'stream.farther' : 'stream.more')
            )}
          </li>
        )}
      </ol>
    </Panel>
  );
}

/**
 * The row that somebody has gone to with the keyboard; the stream is held for it. Esc lets it go, also when a drawer that
 * was opened from it gives the focus back to it.
 */
function useChosenRow(box: HTMLElement | null) {
  const [rowChosen, setRowChosen] = useState(false);
  const escaped = useRef(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      escaped.current = event.key === 'Escape';
      if (escaped.current) setRowChosen(false);
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  useEffect(() => {
    if (box === null) return;
    // A row that was scrolled out of the drawn ones takes its focus with it and tells nobody.
    const drawn = new MutationObserver(() => {
      if (!box.contains(document.activeElement)) setRowChosen(false);
    });
    drawn.observe(box, { childList: true });
    return () => drawn.disconnect();
  }, [box]);

  return {
    rowChosen,
    choose: () => setRowChosen(!escaped.current),
    letGo: () => setRowChosen(false),
  };
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const changed = new Set(keys);
  if (!changed.delete(key)) changed.add(key);
  return changed;
}
