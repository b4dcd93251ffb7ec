import type { ClockItem } from '@linli/operations/api';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCalendar, useCategoryName } from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import { useWords } from '../format/use-words.ts';
import { type ClockState, clockState, leftOf, usedShare } from './clock-state.ts';

export const clockSigns: Readonly<Record<ClockState, string>> = {
  'in-time': '●',
  soon: '▲',
  overdue: '■',
  paused: '‖',
};

/** A time limit and what is left of it in its own kind: four working hours are not four hours. */
export function useClockWords() {
  const { t } = useTranslation();
  const calendar = useCalendar();
  return {
    calendar,
    limit: (clock: ClockItem) => t(`clock.${clock.kind}`, { count: clock.amount }),
    /** How it stands in words; an overdue clock that was granted more time is overdue all the same. */
    standing(clock: ClockItem, state: ClockState, now: number) {
      if (state === 'paused') return t('clock.state.paused');
      const left = leftOf(clock, now, calendar);
      if (left === undefined) return t(`clock.state.${state}`);
      const tenths = Math.floor(Math.abs(left) * 10) / 10;
      const span =
        tenths > 0
          ? t(`clock.${clock.kind}`, { count: tenths })
          : t('clock.lessThan', { span: t(`clock.${clock.kind}`, { count: 0.1 }) });
      if (now >= Date.parse(clock.due)) return t('clock.over', { span });
      return state === 'overdue' ? t('clock.state.overdue') : t('clock.left', { span });
    },
    stage: (clock: Pick<ClockItem, 'stage'>) =>
      t(`clock.stage.${clock.stage}`, { defaultValue: clock.stage }),
  };
}

/** One clock that needs a person, ticking. */
export function ClockRow({ clock, now }: { readonly clock: ClockItem; readonly now: number }) {
  const { t } = useTranslation();
  const { view, hrefOf } = useView();
  const words = useWords();
  const clockWords = useClockWords();
  const nameOf = useCategoryName();
  const { calendar } = clockWords;
  const state = clockState(clock, now, calendar);
  const due = Date.parse(clock.due);
  const standing = clockWords.standing(clock, state, now);
  const grid = clock.areaPath?.split('/').at(-2);

  return (
    <li>
      <Link
        to={hrefOf({ incident: clock.incidentId })}
        className="row clock-row"
        aria-current={view.incident === clock.incidentId}
        data-row
      >
        <span className={`sign sign-${state}`}>
          <span aria-hidden="true">{clockSigns[state]}</span>
          <span className="unseen">{t(`clock.state.${state}`)}</span>
        </span>
        <span className="line">
          <span>
            {nameOf(clock.category)} <span className="muted">{clock.ticket}</span>
          </span>
          <strong className={`sign-${state}`}>{standing}</strong>
        </span>
        <span className="line">
          <span>
            {[
              clockWords.stage(clock),
              clockWords.limit(clock),
              clock.unit === undefined ? undefined : words.unit(clock.unit),
              grid,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <time dateTime={clock.due} title={words.time(due, 'full')}>
            {t('clock.due', { time: words.due(due, now) })}
          </time>
        </span>
        {state !== 'overdue' && (
          <span
            className={`used sign-${state}`}
            aria-hidden="true"
            style={{ width: `${Math.min(100, usedShare(clock, now, calendar) * 100)}%` }}
          />
        )}
      </Link>
    </li>
  );
}
