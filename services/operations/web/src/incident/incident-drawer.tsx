import type { IncidentView } from '@linli/operations/api';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../api/client.ts';
import { useCategoryName, useIncident } from '../api/queries.ts';
import { pathsBelow } from '../address/area-path.ts';
import { useView } from '../address/use-view.ts';
import { useWords } from '../format/use-words.ts';
import { useCity } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Empty } from '../panel/panel.tsx';
import { Icon } from '../theme/icon.tsx';
import { AreaName } from '../top-bar/area-trail.tsx';
import { IncidentClocks } from './incident-clocks.tsx';
import './incident.css';
import { IncidentTimeline } from './incident-timeline.tsx';

/** Everything the city knows of one incident, beside the page, which goes on moving. */
export function IncidentDrawer({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { view, go } = useView();
  const incident = useIncident(id);
  const words = useWords();
  const drawer = useRef<HTMLElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    drawer.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [id]);

  // What is no incident's id at all is none that could be found either.
  const missing = incident.error instanceof ApiError && [400, 404].includes(incident.error.status);
  return (
    <aside className="drawer" ref={drawer} tabIndex={-1} aria-label={t('incident.drawer')} data-incident={id}>
      <div className="drawer-head">
        <h2>{incident.data === undefined ? t('incident.drawer') : <Heading incident={incident.data} />}</h2>
        <div className="buttons">
          <CopyLink />
          <button
            type="button"
            className="button"
            aria-label={t('incident.close')}
            title={t('incident.close')}
            onClick={() => go({ incident: undefined })}
          >
            <Icon name="close" />
          </button>
        </div>
      </div>
      <div className="drawer-body">
        {incident.data !== undefined ? (
          <>
            <Facts incident={incident.data} />
            <h3>{t('incident.clocks')}</h3>
            <IncidentClocks clocks={incident.data.clocks} />
            <h3>{t('incident.timeline')}</h3>
            <IncidentTimeline timeline={incident.data.timeline} />
          </>
        ) : incident.error === null ? (
          <div className="skeleton" aria-hidden="true">
            <i />
            <i />
            <i />
          </div>
        ) : (
          <>
            <Empty
              title={missing ? t('incident.missing') : t('panel.failed')}
              help={
                missing
                  ? view.asOf === undefined
                    ? id
                    : t('incident.missingThen')
                  : words.failure(incident.error)
              }
            />
            <button type="button" className="button outlined" onClick={() => void incident.refetch()}>
              {t('panel.retry')}
            </button>
          </>
        )}
      </div>
    </aside>
  );
}

function Heading({ incident }: { readonly incident: IncidentView }) {
  const { t } = useTranslation();
  const nameOf = useCategoryName();
  return (
    <>
      {nameOf(incident.category)}
      <span className="muted">{incident.ticket}</span>
      <span className="stage-mark">{t(`stage.${incident.stage}`)}</span>
      {incident.severity === 'urgent' && <span className="urgent-mark">{t('severity.urgent')}</span>}
    </>
  );
}

function Facts({ incident }: { readonly incident: IncidentView }) {
  const { t } = useTranslation();
  const words = useWords();
  const { hrefOf } = useView();
  const root = useStore(useCity().status).city.areaPath;
  const reportedAt = Date.parse(incident.reportedAt);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t('incident.place'),
      incident.areaPath === undefined ? (
        t('incident.notLocated')
      ) : (
        <Link to={hrefOf({ area: incident.areaPath })}>
          {pathsBelow(root, incident.areaPath).map((path) => (
            <span key={path}>
              <AreaName path={path} />{' '}
            </span>
          ))}
        </Link>
      ),
    ],
    [
      t('incident.reportedAt'),
      <time key="at" dateTime={incident.reportedAt}>
        {words.time(reportedAt, 'full')}
      </time>,
    ],
    [t('incident.channel'), t(`channel.${incident.channel}`, { defaultValue: incident.channel })],
    [
      t('incident.lead'),
      incident.leadUnit === undefined ? t('incident.none') : words.unit(incident.leadUnit),
    ],
    [
      t('incident.support'),
      incident.supportUnits.map((unit) => words.unit(unit)).join(' · ') || t('incident.none'),
    ],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CopyLink() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  // Browsers offer the clipboard to secure pages only.
  if (!window.isSecureContext) return null;
  return (
    <button
      type="button"
      className="button"
      aria-label={t('incident.copy')}
      title={t('incident.copy')}
      onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true))}
    >
      <Icon name="link" />
      <span role="status">{copied ? t('incident.copied') : ''}</span>
    </button>
  );
}
