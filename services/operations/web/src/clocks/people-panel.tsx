import type { ClockItem } from '@linli/operations/api';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockLimit, useOverdueClocks, useRunningClocks } from '../api/queries.ts';
import { fileUrl } from '../api/endpoints.ts';
import { useView } from '../address/use-view.ts';
import { grouped } from '../format/numbers.ts';
import { useMoment } from '../live/city.ts';
import { Empty, Panel, panelDataOf, type PanelData } from '../panel/panel.tsx';
import { ClockRow, useClockWords } from './clock-row.tsx';
import { clockKey, clockState, needsAPerson } from './clock-state.ts';
import './clocks.css';

/** What needs a person now: overdue clocks, longest first, and running ones, soonest due first. */
export function PeoplePanel() {
  const { t, i18n } = useTranslation();
  const { view } = useView();
  const now = useMoment(view.asOf);
  const overdue = useOverdueClocks();
  const running = useRunningClocks();
  const clockWords = useClockWords();
  const lists = needsAPerson(overdue.data?.items ?? [], running.data?.items ?? [], now);
  const soon = lists.dueNext.filter((clock) => clockState(clock, now, clockWords.calendar) === 'soon').length;
  const data = bothOf(panelDataOf(overdue), panelDataOf(running));

  return (
    <Panel
      name="people"
      title={t('panel.people')}
      data={data}
      file={fileUrl('clocks', { area: view.area, asOf: view.asOf, lang: i18n.language })}
    >
      <div className="people">
        <ClockList
          className="overdue"
          title={t('people.overdue')}
          order={t('people.overdueHelp')}
          clocks={lists.overdue}
          more={overdue.data?.next !== undefined}
          now={now}
          empty={<Empty title={t('people.noneOverdue')} help={t('people.noneOverdueHelp')} />}
        />
        <ClockList
          className="due-next"
          title={t('people.dueNext')}
          order={t('people.dueNextHelp')}
          clocks={lists.dueNext}
          more={running.data?.next !== undefined}
          now={now}
          soon={soon}
          empty={<Empty title={t('people.noneRunning')} help={t('people.noneRunningHelp')} />}
        />
      </div>
    </Panel>
  );
}

function ClockList(props: {
  readonly className: string;
  readonly title: string;
  readonly order: string;
  readonly clocks: readonly ClockItem[];
  readonly more: boolean;
  readonly now: number;
  readonly soon?: number;
  readonly empty: ReactNode;
}) {
  const { t } = useTranslation();
  const { clocks, more, title, now, soon } = props;
  const count = grouped(more ? Math.max(clockLimit, clocks.length) : clocks.length);
  const alarming = props.className === 'overdue' && clocks.length > 0;

  return (
    <section className={`${props.className}${clocks.length === 0 ? ' few' : ''}`} aria-label={title}>
      <div className="people-head">
        <span className={`figure ${alarming ? 'sign-overdue' : 'calm'}`}>
          {more ? t('people.atLeast', { shown: count }) : count}
        </span>
        <h3>
          {alarming && (
            <span aria-hidden="true" className="sign-overdue">
              ■{' '}
            </span>
          )}
          {title}
        </h3>
        <span className="order muted small" title={props.order}>
          {props.order}
        </span>
        {soon !== undefined && soon > 0 && (
          <span className="soon-count sign-soon">
            <span aria-hidden="true">▲ </span>
            {grouped(soon)} {t('people.soonCount')}
          </span>
        )}
      </div>
      {clocks.length === 0 ? (
        props.empty
      ) : (
        <ol className="rows" data-rows tabIndex={0} aria-label={title}>
          {clocks.map((clock) => (
            <ClockRow key={clockKey(clock)} clock={clock} now={now} />
          ))}
        </ol>
      )}
    </section>
  );
}

/** Two questions in one panel: it is as good as the worse of them. */
function bothOf(one: PanelData, other: PanelData): PanelData {
  const failed = [one, other].find((data) => data.state === 'failed');
  const loading = [one, other].find((data) => data.state === 'loading');
  return {
    state: (failed ?? loading)?.state ?? 'ready',
    updatedAt: Math.min(one.updatedAt, other.updatedAt),
    changing: one.changing === true || other.changing === true,
    error: one.error ?? other.error ?? null,
    retry() {
      one.retry();
      other.retry();
    },
  };
}
