import type { FeedItem } from '@linli/operations/api';
import { useTranslation } from 'react-i18next';
import { useView } from '../address/use-view.ts';
import { useWords } from '../format/use-words.ts';
import { lineKey } from '../live/feed-store.ts';
import { isKeyEvent } from '../stream/stream-lines.ts';
import { Icon } from '../theme/icon.tsx';

/** What happened, oldest first; each event is a door to the whole city at its moment. */
export function IncidentTimeline({ timeline }: { readonly timeline: readonly FeedItem[] }) {
  const { t } = useTranslation();
  const { view, go } = useView();
  const words = useWords();

  return (
    <ol className="timeline">
      {timeline.map((item) => {
        const at = Date.parse(item.recordedAt);
        const missed = item.type === 'DeadlineMissed';
        const detail = [
          item.unit === undefined ? '' : words.unit(item.unit),
          item.clock === undefined
            ? ''
            : t(`clock.stage.${item.clock.stage}`, { defaultValue: item.clock.stage }),
          item.clock?.due === undefined
            ? ''
            : t('clock.due', { time: words.time(Date.parse(item.clock.due), 'dayMinute') }),
          item.reason === undefined ? '' : words.reason(item.reason),
        ].filter(Boolean);
        return (
          <li key={lineKey(item)} className={missed ? 'missed' : isKeyEvent(item.type) ? 'major' : ''}>
            <span>
              <span className={missed ? 'sign-overdue' : ''}>
                {t(`event.${item.type}`, { defaultValue: item.type })}
              </span>{' '}
              <span className="detail">{detail.join(' · ')}</span>
            </span>
            <time className="muted small" dateTime={item.recordedAt} title={words.time(at, 'full')}>
              {words.time(at, 'second')}
            </time>
            <button
              type="button"
              className="button"
              aria-label={`${t('incident.showThen')} ${words.time(at, 'second')}`}
              title={t('incident.showThen')}
              onClick={() => go({ asOf: item.recordedAt }, { replace: view.asOf !== undefined })}
            >
              <Icon name="back" />
            </button>
          </li>
        );
      })}
    </ol>
  );
}
