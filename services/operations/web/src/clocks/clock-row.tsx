import type { ClockItem } from '@linli/operations/api';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCategoryName } from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import { useWords } from '../format/use-words.ts';
import { type ClockState, clockState, usedShare } from './clock-state.ts';

export const clockSigns: Readonly<Record<ClockState, string>> = {
  'in-time': '●',
  soon: '▲',
  overdue: '■',
  paused: '‖',
};

/** The time limit in its own kind: four working hours are not four hours. */
export function useClockWords() {
  const { t } = useTranslation();
  return {
    limit: (clock: ClockItem) => t(`clock.${clock.kind}`, { count: clock.amount }),
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
  const state = clockState(clock, now);
  const due = Date.parse(clock.due);
  const span = words.span(due - now);
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
          <strong className={`sign-${state}`}>
            {state === 'paused'
              ? t('clock.state.paused')
              : now >= due
                ? t('clock.over', { span })
                : t('clock.left', { span })}
          </strong>
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
            style={{ width: `${Math.min(100, usedShare(clock, now) * 100)}%` }}
          />
        )}
      </Link>
    </li>
  );
}
