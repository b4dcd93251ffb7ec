import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from './city.ts';

/** A burst is told in one sentence. */
const batchMs = 5_000;
const mostTickets = 5;

/** Tells people who do not see the page of new urgent incidents: politely, in batches, and of nothing else. */
export function UrgentNews() {
  const { t } = useTranslation();
  const { urgent } = useCity();
  const [text, setText] = useState('');
  const words = useRef(t);
  useEffect(() => {
    words.current = t;
  });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      const items = urgent.get();
      urgent.set([]);
      const tickets = items.slice(0, mostTickets).map((item) => item.ticket);
      if (items.length > 0)
        setText(words.current('urgentNews', { count: items.length, tickets: tickets.join(' ') }));
    };
    const stop = urgent.subscribe(() => {
      if (urgent.get().length > 0) timer ??= setTimeout(tell, batchMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [urgent]);

  return (
    <div className="unseen" role="status" aria-live="polite" data-urgent-news>
      {text}
    </div>
  );
}
