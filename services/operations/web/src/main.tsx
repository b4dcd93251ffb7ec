import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import type { OperationsStatus } from '@linli/operations/api';
import { ApiError } from './api/client.ts';
import { parseView } from './address/view.ts';
import { Desk } from './desk.tsx';
import { startLanguage } from './i18n/i18n.ts';
import { CityContext, createCity } from './live/city.ts';
import { SessionGate } from './session/session-gate.tsx';
import './theme/page.css';
import { startTheme } from './theme/theme.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Events say when an answer has changed; nothing is asked again because somebody looked elsewhere.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      // What failed while there was no network is asked again as soon as there is one.
      refetchOnReconnect: ({ state }) => (state.status === 'error' ? 'always' : false),
      // Without a network a question fails and is told to have failed; held back, it would look like one under way.
      networkMode: 'always',
      // What the API refuses it refuses again; what did not arrive is worth another try.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

startTheme();
startLanguage(parseView(new URLSearchParams(location.search)).language);

function CityProvider({
  status,
  children,
}: {
  readonly status: OperationsStatus;
  readonly children: ReactNode;
}) {
  const [city] = useState(() => createCity(status));
  return <CityContext value={city}>{children}</CityContext>;
}

const container = document.getElementById('page');
if (container === null) throw new Error('the page has no #page');
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      {/* An address changes at once: as a transition it would wait for a moving city to stand still. */}
      <BrowserRouter useTransitions={false}>
        <SessionGate>
          {(status) => (
            <CityProvider status={status}>
              <Desk />
            </CityProvider>
          )}
        </SessionGate>
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
