import type { FeedItem } from '@linli/operations/api';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCategoryName } from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import { useWords } from '../format/use-words.ts';
import { useMoment } from '../live/city.ts';
import { isKeyEvent, type StreamLine } from './stream-lines.ts';

/** One line of the stream: one event, and the way to its incident. */
export function FeedLine(props: {
  readonly line: StreamLine;
  readonly fresh: boolean;
  readonly place: number;
  readonly of: number;
  readonly unfolded: boolean;
  readonly onFold: () => void;
}) {
  const { t } = useTranslation();
  const { view, hrefOf } = useView();
  const words = useWords();
  const now = useMoment(view.asOf);
  const nameOf = useCategoryName();
  const { row, folded, under } = props.line;
  const { item } = row;
  const at = Date.parse(item.recordedAt);
  const missed = item.type === 'DeadlineMissed' || item.clock?.missed === true;
  const classes = [
    'row',
    isKeyEvent(item.type) ? 'major' : '',
    under ? 'under' : '',
    folded.length > 0 ? 'folds' : '',
    props.fresh ? 'fresh' : '',
  ];
  const eventOf = (type: string) => t(`event.${type}`, { defaultValue: type });

  return (
    <li aria-posinset={props.place} aria-setsize={props.of} data-line={item.position}>
      <Link
        to={hrefOf({ incident: item.incidentId })}
        className={classes.filter(Boolean).join(' ')}
        aria-current={view.incident === item.incidentId}
        data-row
      >
        <span className="line">
          <span>
            <span className={`event${missed ? ' sign-overdue' : ''}`}>
              {missed && <span aria-hidden="true">■ </span>}
              {eventOf(item.type)}
            </span>
            {item.severity === 'urgent' && <span className="urgent-mark">{t('severity.urgent')}</span>}{' '}
            {nameOf(item.category)}
          </span>
          <time className="when" dateTime={item.recordedAt} title={words.time(at, 'full')}>
            {words.ago(at, now)}
          </time>
        </span>
        <span className="line fixed-start">
          <span>
            {item.ticket}
            {item.gridCode !== undefined && ` · ${item.gridCode}`}
          </span>
          <span>{sideOf(item, now, words, t)}</span>
        </span>
      </Link>
      {folded.length > 0 && (
        <button
          type="button"
          className="fold"
          data-fold
          aria-expanded={props.unfolded}
          aria-label={t('stream.fold', { count: folded.length, ticket: item.ticket })}
          title={folded
            .toReversed()
            .map((follower) => eventOf(follower.item.type))
            .join(' → ')}
          onClick={props.onFold}
        >
          {props.unfolded ? '−' : '+'}
          {folded.length}
        </button>
      )}
    </li>
  );
}

function sideOf(
  item: FeedItem,
  now: number,
  words: ReturnType<typeof useWords>,
  t: ReturnType<typeof useTranslation>['t'],
): string {
  if (item.reason !== undefined) return words.reason(item.reason);
  if (item.clock !== undefined) {
    const stage = t(`clock.stage.${item.clock.stage}`, { defaultValue: item.clock.stage });
    if (item.clock.due === undefined) return stage;
    return `${stage} · ${t('clock.due', { time: words.due(Date.parse(item.clock.due), now) })}`;
  }
  if (item.unit !== undefined) return words.unit(item.unit);
  if (item.channel !== undefined) return t(`channel.${item.channel}`, { defaultValue: item.channel });
  return '';
}
