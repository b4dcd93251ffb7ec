import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActivity } from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import { grouped } from '../format/numbers.ts';
import { useWords } from '../format/use-words.ts';
import { useCity, usePast } from '../live/city.ts';
import { moving } from '../live/recount.ts';
import { useStore } from '../live/store.ts';
import { Panel } from '../panel/panel.tsx';
import { Icon } from '../theme/icon.tsx';
import { ActivityBars, HourMarks } from './activity-strip.tsx';
import { momentAfter, momentBefore } from './neighbour-event.ts';
import './time-machine.css';
import { day, dayOf, minutesAt, momentAt, timeWindow } from './time-window.ts';

/** City time that passes in a second of playing. */
const speeds = [60_000, 600_000, 1_800_000, 3_600_000] as const;
/** While the slider is dragged the panels follow this often. */
const followMs = 200;

export function TimeMachine() {
  const { t } = useTranslation();
  const { view, go } = useView();
  const city = useCity();
  const words = useWords();
  const now = useStore(city.second).city;
  const past = usePast(view.asOf);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(speeds[1]);
  const [dragged, setDragged] = useState<number>();
  const [news, setNews] = useState('');
  const settled = usePanelsSettled();
  const following = useRef<ReturnType<typeof setTimeout>>(undefined);

  const window = timeWindow(now, past);
  const known = past === undefined ? undefined : new Date(Math.min(window.to, tenMinutes(now))).toISOString();
  const activity = useActivity([dayOf(window.from), dayOf(window.to - 1)], known);
  const shown = dragged ?? past ?? now;
  const live = past === undefined && dragged === undefined;

  const goTo = (moment: number | undefined, replace: boolean) =>
    go(
      { asOf: moment === undefined || moment >= now ? undefined : new Date(moment).toISOString() },
      { replace },
    );

  const drag = (minutes: number) => {
    const moment = momentAt(window, minutes, now);
    setPlaying(false);
    setDragged(moment ?? now);
    clearTimeout(following.current);
    following.current = setTimeout(() => {
      setDragged(undefined);
      goTo(moment, past !== undefined);
    }, followMs);
  };
  const step = async (find: Promise<string | undefined>, none: string) => {
    setPlaying(false);
    const found = await find.catch(() => undefined);
    setNews(found === undefined ? none : '');
    if (found !== undefined) goTo(Date.parse(found), past !== undefined);
  };

  usePlaying(playing && past !== undefined && settled, past, () => {
    const next = (past ?? now) + speed;
    if (next >= city.clock.now()) setPlaying(false);
    goTo(next, true);
  });

  const bucketMs = (activity.data?.bucketMinutes ?? 10) * 60_000;
  const pointed = activity.data?.items.find((bucket) => {
    const from = Date.parse(bucket.from);
    return shown >= from && shown < from + bucketMs;
  });

  return (
    <Panel
      name="time"
      title={t('panel.time')}
      data={{ state: 'ready', updatedAt: activity.dataUpdatedAt, retry: () => void activity.refetch() }}
    >
      <div className="time">
        <div className="time-title">
          <h2>
            {t('panel.time')} <span className="muted small">{t('time.hours')}</span>
          </h2>
          <div className="time-controls">
            <TimeButton
              icon="previous"
              label={t('time.previous')}
              onClick={() => void step(momentBefore(view.area, past ?? now), t('time.noPrevious'))}
            />
            <button
              type="button"
              className="button"
              data-play-time
              aria-label={playing ? t('time.pause') : t('time.play')}
              title={playing ? t('time.pause') : t('time.play')}
              onClick={() => {
                if (past === undefined) goTo(now - day / 24, false);
                setPlaying(!playing);
              }}
            >
              <Icon name={playing ? 'pause' : 'play'} />
            </button>
            <TimeButton
              icon="next"
              label={t('time.next')}
              disabled={past === undefined}
              onClick={() => void step(momentAfter(view.area, past ?? now), t('time.noNext'))}
            />
            <select
              aria-label={t('time.speed')}
              value={speed}
              onChange={(event) => setSpeed(Number(event.target.value))}
            >
              {speeds.map((value) => (
                <option key={value} value={value}>
                  {value < 3_600_000
                    ? t('time.speedMinutes', { count: value / 60_000 })
                    : t('time.speedHours', { count: value / 3_600_000 })}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div className="strip">
          <ActivityBars
            window={window}
            buckets={activity.data?.items ?? []}
            bucketMs={bucketMs}
            shown={shown}
          />
          <input
            type="range"
            min={0}
            max={day / 60_000}
            step={1}
            value={minutesAt(window, shown)}
            aria-label={t('time.slider')}
            title={t('time.label')}
            aria-valuetext={live ? t('time.now') : words.time(shown, 'full')}
            onChange={(event) => drag(Number(event.target.value))}
            onKeyDown={(event) => {
              const hours = event.key === 'PageUp' ? 1 : event.key === 'PageDown' ? -1 : 0;
              if (hours === 0) return;
              event.preventDefault();
              drag(minutesAt(window, shown) + hours * 60);
            }}
          />
          <HourMarks window={window} />
          {activity.isError && <span className="reading muted">{t('time.failed')}</span>}
          {activity.data?.items.every((bucket) => bucket.reported === 0) === true && (
            <span className="reading muted">{t('time.empty')}</span>
          )}
        </div>
        <div className="time-moment">
          <strong>{live ? t('time.now') : words.time(shown, 'minute')}</strong>
          <span className="muted small" data-bucket>
            {pointed === undefined
              ? words.time(shown, 'day')
              : t('time.bucket', {
                  day: words.time(shown, 'day'),
                  from: words.time(Date.parse(pointed.from), 'minute'),
                  to: words.time(Date.parse(pointed.from) + bucketMs, 'minute'),
                  reported: grouped(pointed.reported),
                  missed: grouped(pointed.missed),
                })}
          </span>
          <span className="time-controls">
            <TimeButton
              icon="back"
              label={t('time.dayBack')}
              text
              onClick={() => goTo((past ?? now) - day, past !== undefined)}
            />
            {!live && (
              <button type="button" className="button outlined" onClick={() => goTo(undefined, false)}>
                {t('bar.backToLive')} <kbd>Esc</kbd>
              </button>
            )}
          </span>
          <span className="unseen" role="status">
            {news}
          </span>
        </div>
      </div>
    </Panel>
  );
}

function TimeButton(props: {
  readonly icon: 'previous' | 'next' | 'back';
  readonly label: string;
  readonly text?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="button"
      disabled={props.disabled}
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
      {props.text === true && props.label}
    </button>
  );
}

/**
 * Whether every panel shows the moment of the address. A step of playing waits for it: a panel that answers more slowly
 * than the others would be a step behind them for as long as it plays.
 */
function usePanelsSettled(): boolean {
  const asking = useIsFetching({ predicate: ({ queryKey }) => moving.has(queryKey[0]) });
  const snapshot = useStore(useCity().snapshot);
  return asking === 0 && snapshot.kind !== 'loading';
}

/** A step a second after the moment of the last one is on screen. */
function usePlaying(playing: boolean, moment: number | undefined, step: () => void): void {
  const latest = useRef(step);
  useEffect(() => {
    latest.current = step;
  });
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => latest.current(), 1_000);
    return () => clearTimeout(timer);
  }, [playing, moment]);
}

/** Beginning of the running ten minutes, so that the strip is not asked for anew each second. */
function tenMinutes(now: number): number {
  return Math.floor(now / 600_000) * 600_000;
}
