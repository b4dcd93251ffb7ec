import { useEffect, useRef } from 'react';

export interface Keys {
  readonly search: () => void;
  readonly help: () => void;
  /** One step back: drawer, then the past, then the single panel. */
  readonly back: () => void;
  /** Every line of the stream, or what a person needs. */
  readonly allLines: () => void;
}

/** The page's keys. They are silent while somebody types, holds a modifier, or has a dialog open. */
export function useKeyboard(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let lastList: Element | undefined;
    const onFocus = () => {
      lastList = document.activeElement?.closest('[data-rows]') ?? lastList;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null || isTyping(event.target)) return;
      const acts: Readonly<Record<string, () => void>> = {
        '/': () => latest.current.search(),
        '?': () => latest.current.help(),
        Escape: () => latest.current.back(),
        j: () => moveRow(1, lastList),
        k: () => moveRow(-1, lastList),
        a: () => latest.current.allLines(),
        p: () => click('[data-pause-stream]'),
        t: () => click('[data-play-time]'),
      };
      const act = acts[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('focusin', onFocus);
    };
  }, []);
}

/** Text fields and choice lists take letters; a slider, a radio button or a link does not. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['range', 'radio', 'checkbox'].includes(target.type);
  return (
    target.isContentEditable || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  );
}

/** Moves the focus along the rows of the list last used, or of the first one on the page. */
function moveRow(by: 1 | -1, lastList: Element | undefined): void {
  const list = lastList?.isConnected === true ? lastList : document.querySelector('[data-rows]');
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const at = rows.findIndex((row) => row === document.activeElement);
  // A list that has been scrolled is entered where one looks at it.
  const top = list?.getBoundingClientRect().top ?? 0;
  const seen = Math.max(
    0,
    rows.findIndex((row) => row.getBoundingClientRect().bottom > top + 1),
  );
  rows[at === -1 ? seen : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

function click(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
