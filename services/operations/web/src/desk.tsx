import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AddressNotice } from './address/address-notice.tsx';
import { useView } from './address/use-view.ts';
import { panels } from './address/view.ts';
import { PeoplePanel } from './clocks/people-panel.tsx';
import './desk.css';
import { IncidentDrawer } from './incident/incident-drawer.tsx';
import { HelpDialog } from './keyboard/help-dialog.tsx';
import { useKeyboard } from './keyboard/use-keyboard.ts';
import { useCity } from './live/city.ts';
import { followCity, showPast } from './live/follow-city.ts';
import { useStore } from './live/store.ts';
import { UrgentNews } from './live/urgent-news.tsx';
import { MapPanel } from './map/map-panel.tsx';
import { SearchDialog } from './search/search-dialog.tsx';
import { StreamPanel } from './stream/stream-panel.tsx';
import { TimeMachine } from './time-machine/time-machine.tsx';
import { TopBar } from './top-bar/top-bar.tsx';

/** The wall: its panels, and what moves them. */
export function Desk() {
  const { t } = useTranslation();
  const { view, go, hrefOf } = useView();
  const [dialog, setDialog] = useState<'search' | 'help'>();
  const reload = useStream(view.area, view.asOf);
  useSeconds();
  useTitle();

  useKeyboard({
    search: () => setDialog('search'),
    help: () => setDialog('help'),
    back() {
      if (view.incident !== undefined) go({ incident: undefined });
      else if (view.asOf !== undefined) go({ asOf: undefined });
      else if (view.panel !== undefined) go({ panel: undefined });
      // Nothing to go back from but the row one stands on: it is let go, and the stream moves on.
      else (document.activeElement as HTMLElement | null)?.blur();
    },
    allLines: () => go({ lines: view.lines === 'all' ? undefined : 'all' }, { replace: true }),
  });

  return (
    <div
      className="desk"
      data-mode={view.asOf === undefined ? 'live' : 'past'}
      data-panel={view.panel}
      data-shown={view.panel ?? 'stream'}
    >
      <a className="skip" href="#panels">
        {t('skip')}
      </a>
      <AddressNotice />
      <TopBar onSearch={() => setDialog('search')} onHelp={() => setDialog('help')} />
      <main id="panels" tabIndex={-1}>
        <StreamPanel reload={reload} />
        <MapPanel />
        <PeoplePanel />
        <TimeMachine />
      </main>
      <nav className="bottom-bar" aria-label={t('panel.views')}>
        {panels.map((name) => (
          <Link
            key={name}
            to={hrefOf({ panel: name })}
            aria-current={(view.panel ?? 'stream') === name ? 'page' : undefined}
          >
            {t(`panel.${name}`)}
          </Link>
        ))}
      </nav>
      {view.incident !== undefined && <IncidentDrawer id={view.incident} />}
      {dialog === 'search' && <SearchDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'help' && <HelpDialog onClose={() => setDialog(undefined)} />}
      <UrgentNews />
    </div>
  );
}

/** Follows the city, or shows its past. @returns loads the snapshot again */
function useStream(area: string, asOf: string | undefined): () => void {
  const city = useCity();
  const queries = useQueryClient();
  const [round, setRound] = useState(0);
  useEffect(
    () => (asOf === undefined ? followCity(city, queries, area) : showPast(city, area, asOf)),
    [city, queries, area, asOf, round],
  );
  return useCallback(() => setRound((before) => before + 1), []);
}

function useSeconds(): void {
  const city = useCity();
  useEffect(() => {
    const tick = () => city.second.set({ city: city.clock.now(), real: Date.now() });
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [city]);
}

function useTitle(): void {
  const { t } = useTranslation();
  const { city } = useStore(useCity().status);
  useEffect(() => {
    document.title = t('title', { city: city.name });
  }, [t, city.name]);
}
