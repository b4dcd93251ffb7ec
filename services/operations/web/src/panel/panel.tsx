import { type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../address/use-view.ts';
import type { PanelName } from '../address/view.ts';
import { useWords } from '../format/use-words.ts';
import { useCity } from '../live/city.ts';
import { useStore } from '../live/store.ts';
import { Icon } from '../theme/icon.tsx';
import { Disclosure } from './disclosure.tsx';
import './panel.css';

/** What a panel knows of its data. */
export interface PanelData {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Real time of the last good answer; 0 when there is none. */
  readonly updatedAt: number;
  /** An answer for another area or moment is on its way; the one on screen is the last good one. */
  readonly changing?: boolean;
  readonly error?: Error | null;
  readonly retry: () => void;
}

/** Data older than this while the stream is cut counts as stale. */
const staleMs = 15_000;

/** A part of the wall: title, age, menu, and its four states. */
export function Panel(props: {
  readonly name: PanelName;
  readonly title: string;
  readonly data: PanelData;
  readonly tools?: ReactNode;
  /** Address of the panel's whole answer as a file. */
  readonly file?: string;
  readonly skeletonRows?: number;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { view, go } = useView();
  const heading = useId();
  const frame = useRef<HTMLElement>(null);
  const { name, title, data, file } = props;
  const alone = view.panel === name;

  return (
    <section className={`panel panel-${name}`} aria-labelledby={heading} ref={frame} data-panel={name}>
      <div className="panel-head">
        <h2 id={heading}>{title}</h2>
        <PanelAge data={data} />
        <div className="panel-tools">
          {props.tools}
          <Disclosure label={t('panel.menu', { panel: title })} face={<Icon name="more" />} side="right">
            <button type="button" onClick={() => go({ panel: alone ? undefined : name })}>
              {alone ? t('panel.all') : t('panel.open')}
            </button>
            <button type="button" onClick={() => void frame.current?.requestFullscreen()}>
              {t('panel.fullScreen')}
            </button>
            {file !== undefined && (
              <a href={file} download data-export>
                {t('panel.export')}
              </a>
            )}
          </Disclosure>
        </div>
      </div>
      <div className="panel-body" aria-busy={data.state === 'loading' || data.changing === true}>
        {data.state === 'loading' && <Skeleton rows={props.skeletonRows ?? 8} />}
        {data.state === 'failed' && <Failed data={data} />}
        {data.state === 'ready' && <div className="content">{props.children}</div>}
      </div>
    </section>
  );
}

function PanelAge({ data }: { readonly data: PanelData }) {
  const { t } = useTranslation();
  const { view } = useView();
  const city = useCity();
  const words = useWords();
  const { real } = useStore(city.second);
  const connection = useStore(city.connection);
  if (data.state !== 'ready' || view.asOf !== undefined) return null;
  // While the stream is open and silent nothing has happened: the data is as new as the last sign of life.
  const confirmed = connection.kind === 'open' && data.error == null ? city.heardAt.get() : 0;
  const age = real - Math.max(data.updatedAt, confirmed);
  const span = words.span(Math.max(0, age));
  if (age < 5_000) return <span className="panel-age">{t('panel.fresh')}</span>;
  return age > staleMs ? (
    <span className="panel-age stale">{t('panel.stale', { span })}</span>
  ) : (
    <span className="panel-age">{t('panel.age', { span })}</span>
  );
}

function Skeleton({ rows }: { readonly rows: number }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}

function Failed({ data }: { readonly data: PanelData }) {
  const { t } = useTranslation();
  const words = useWords();
  const detail = data.error instanceof Error ? words.failure(data.error) : undefined;
  return (
    <div className="notice" role="status">
      <strong>{t('panel.failed')}</strong>
      {detail !== undefined && <span className="muted">{detail}</span>}
      <span className="muted">{t('panel.stillWorks')}</span>
      <button type="button" className="button outlined" onClick={data.retry}>
        {t('panel.retry')}
      </button>
    </div>
  );
}

/** Empty on purpose: says what would stand here and why there is none. */
export function Empty({ title, help }: { readonly title: string; readonly help: string }) {
  return (
    <div className="notice">
      <strong>{title}</strong>
      <span className="muted">{help}</span>
    </div>
  );
}

/** The state of a panel that shows the answer of one question. */
export function panelDataOf(query: {
  readonly data: unknown;
  readonly error: Error | null;
  readonly dataUpdatedAt: number;
  readonly isPlaceholderData: boolean;
  readonly refetch: () => unknown;
}): PanelData {
  return {
    state: query.data !== undefined ? 'ready' : query.error === null ? 'loading' : 'failed',
    updatedAt: query.dataUpdatedAt,
    changing: query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
