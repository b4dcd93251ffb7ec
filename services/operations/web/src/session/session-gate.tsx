import type { OperationsStatus } from '@linli/operations/api';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { readStatus } from '../api/endpoints.ts';
import { useWords } from '../format/use-words.ts';
import './session.css';

const retryMs = 5_000;

/** Opens the page once the city has answered; otherwise says what to do. */
export function SessionGate({ children }: { readonly children: (status: OperationsStatus) => ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const first = useQuery({
    queryKey: ['first-status'],
    queryFn: ({ signal }) => readStatus(signal),
    staleTime: Infinity,
    retry: false,
    // A service that is restarting is waited for; somebody who has to sign in is not asked again and again.
    refetchInterval: ({ state }) =>
      state.data !== undefined || (state.error instanceof ApiError && state.error.status === 401)
        ? false
        : retryMs,
  });
  if (first.data !== undefined) return children(first.data);
  if (first.error === null)
    return (
      <main className="gate">
        <p className="muted" role="status">
          {t('loading')}
        </p>
      </main>
    );
  const signIn = first.error instanceof ApiError && first.error.status === 401;
  return (
    <main className="gate">
      <h1>{t(signIn ? 'session.signIn' : 'session.unreachable')}</h1>
      <p>{t(signIn ? 'session.signInHelp' : 'session.unreachableHelp')}</p>
      {!signIn && <p className="muted small">{words.failure(first.error)}</p>}
      <button type="button" className="button outlined" onClick={() => void first.refetch()}>
        {t('session.again')}
      </button>
    </main>
  );
}
