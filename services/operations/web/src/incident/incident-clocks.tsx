import type { ClockItem } from '@linli/operations/api';
import { useTranslation } from 'react-i18next';
import { clockSigns, useClockWords } from '../clocks/clock-row.tsx';
import { clockKey, clockState, usedShare } from '../clocks/clock-state.ts';
import { useView } from '../address/use-view.ts';
import { useWords } from '../format/use-words.ts';
import { useMoment } from '../live/city.ts';

export function IncidentClocks({ clocks }: { readonly clocks: readonly ClockItem[] }) {
  const { t } = useTranslation();
  if (clocks.length === 0) return <p className="muted">{t('incident.noClocks')}</p>;
  return (
    <ul>
      {clocks.map((clock) => (
        <IncidentClock key={clockKey(clock)} clock={clock} />
      ))}
    </ul>
  );
}

function IncidentClock({ clock }: { readonly clock: ClockItem }) {
  const { t } = useTranslation();
  const { view } = useView();
  const words = useWords();
  const clockWords = useClockWords();
  const now = useMoment(view.asOf);
  const due = Date.parse(clock.due);
  const stopped = clock.state === 'stopped';
  const state = stopped
    ? clock.missed
      ? 'overdue'
      : 'in-time'
    : clockState(clock, now, clockWords.calendar);
  const standing = stopped
    ? t(clock.missed ? 'clock.stoppedMissed' : 'clock.stopped')
    : clockWords.standing(clock, state, now);

  return (
    <li className="drawer-clock">
      <span className={`sign-${state}`}>
        <span aria-hidden="true">{stopped && !clock.missed ? '✓' : clockSigns[state]}</span>
        <span className="unseen">{t(`clock.state.${state}`)}</span>
      </span>
      <span>
        {clockWords.stage(clock)} · {clockWords.limit(clock)}
        {clock.round > 1 && ` · ${t('clock.round', { round: clock.round })}`}
      </span>
      <span className={`sign-${state}`}>{standing}</span>
      <span />
      <span className="muted small">{clock.unit !== undefined && words.unit(clock.unit)}</span>
      <time className="muted small" dateTime={clock.due}>
        {t('clock.due', { time: words.due(due, now) })}
      </time>
      {!stopped && state !== 'overdue' && (
        <span
          className={`used sign-${state}`}
          aria-hidden="true"
          style={{ width: `${Math.min(100, usedShare(clock, now, clockWords.calendar) * 100)}%` }}
        />
      )}
    </li>
  );
}
