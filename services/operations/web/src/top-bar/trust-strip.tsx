import { useTranslation } from 'react-i18next';
import { useGridCounts } from '../api/queries.ts';
import { useView } from '../address/use-view.ts';
import { grouped } from '../format/numbers.ts';
import { useWords } from '../format/use-words.ts';
import { positionOf, useCity, usePast } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Icon } from '../theme/icon.tsx';

/** Below this the view counts as level with the log; above the second it is in trouble. */
const lagSoonMs = 1_000;
const lagOverMs = 5_000;

/** What the reader may rely on: live or past, which moment, how far behind, how far in the log. */
export function TrustStrip() {
  const { view } = useView();
  return view.asOf === undefined ? <LiveStrip /> : <PastStrip />;
}

function LiveStrip() {
  const { t } = useTranslation();
  const words = useWords();
  const city = useCity();
  const status = useStore(city.status);
  const second = useStore(city.second);
  const position = Math.max(useStore(city.position), positionOf(status.asOf.position));
  const lag = Math.max(0, ...status.sources.map((source) => source.lagMs));
  const behind = status.sources.reduce((sum, source) => sum + Math.max(0, source.head - source.position), 0);
  const lagState = lag < lagSoonMs ? 'in-time' : lag < lagOverMs ? 'soon' : 'overdue';

  return (
    <>
      <LinkState />
      <dl>
        <div>
          <dt>{t('bar.clock')}</dt>
          <dd>
            <time dateTime={new Date(second.city).toISOString()} title={words.time(second.city, 'full')}>
              {words.time(second.city, 'second')}
            </time>{' '}
            {city.clock.rate() !== 1 && (
              <span className="rate" title={t('bar.rateHelp', { rate: city.clock.rate() })}>
                {t('bar.rate', { rate: city.clock.rate() })}
              </span>
            )}
          </dd>
        </div>
        <div className="lag">
          <dt>{t('bar.lag')}</dt>
          <dd className={lagState === 'in-time' ? '' : `sign-${lagState}`}>
            {lagState === 'in-time' ? '' : lagState === 'soon' ? '▲ ' : '■ '}
            {lag < 10_000 ? `${grouped(lag)} ms` : words.span(lag)}
            {behind > 1_000 && ` · ${t('bar.behind', { shown: grouped(behind) })}`}
          </dd>
        </div>
        <div>
          <dt>{t('bar.position')}</dt>
          <dd data-position title={t('bar.sources', { positions: status.asOf.position })}>
            {grouped(position)}
          </dd>
        </div>
      </dl>
      {status.rebuild !== undefined && (
        <span className="muted small optional">
          {t('bar.rebuild', {
            view: status.rebuild.view,
            position: grouped(status.rebuild.position),
            head: grouped(status.rebuild.head),
          })}
        </span>
      )}
      {status.parked > 0 && <span className="sign-soon">▲ {t('bar.parked', { count: status.parked })}</span>}
    </>
  );
}

/** The one place that says how the connection is. */
function LinkState() {
  const { t } = useTranslation();
  const words = useWords();
  const city = useCity();
  const connection = useStore(city.connection);
  const { real } = useStore(city.second);
  switch (connection.kind) {
    case 'open':
      return (
        <span className="link-state" role="status" data-connection="open">
          <span className="sign-in-time" aria-hidden="true">
            ●
          </span>
          {t('bar.live')}
        </span>
      );
    case 'connecting':
      return (
        <span className="link-state muted" role="status" data-connection="connecting">
          ○ {t('bar.connecting')}
        </span>
      );
    case 'cut':
      return (
        <span className="link-state sign-soon" data-connection="cut">
          <span className="unseen" role="status">
            {t('bar.cutNews')}
          </span>
          <span aria-hidden="true">
            ▲ {t('bar.cut', { span: words.span(Math.max(0, real - connection.since)) })}
          </span>
        </span>
      );
    case 'signed-out':
      return (
        <span className="link-state sign-overdue" role="status" data-connection="signed-out">
          ■ {t('bar.signedOut')}
        </span>
      );
  }
}

function PastStrip() {
  const { t } = useTranslation();
  const { view, go } = useView();
  const words = useWords();
  const counts = useGridCounts();
  const moment = usePast(view.asOf);
  const position =
    counts.data === undefined || counts.isPlaceholderData ? undefined : counts.data.asOf.position;

  return (
    <>
      <span className="past-moment" role="status" data-as-of={view.asOf}>
        <span aria-hidden="true">⟲</span>
        {t('bar.asOf')}
        <strong>{moment === undefined ? view.asOf : words.time(moment, 'full')}</strong>
      </span>
      <dl>
        <div>
          <dt>{t('bar.position')}</dt>
          <dd
            data-position
            title={position === undefined ? undefined : t('bar.sources', { positions: position })}
          >
            {position === undefined ? '…' : grouped(positionOf(position))}
          </dd>
        </div>
      </dl>
      <button type="button" className="button main to-live" onClick={() => go({ asOf: undefined })}>
        <Icon name="back" />
        {t('bar.backToLive')} <kbd>Esc</kbd>
      </button>
    </>
  );
}
