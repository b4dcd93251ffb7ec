import { useCallback, useEffect, useState } from 'react';

/** Height of a row in rem: `--row` of page.css. */
const rowRem = 3.7143;
/** Rows kept ready above and below what is seen, so that `j` and `k` always find a next one. */
const spare = 8;

export interface RowWindow {
  readonly from: number;
  readonly to: number;
  /** Pixels the rows before and after the window would take. */
  readonly before: number;
  readonly after: number;
  readonly atTop: boolean;
  /** Looks again at once, before the browser tells that the box was scrolled. */
  readonly look: () => void;
}

/**
 * Which of `count` rows of equal height are in sight of a scrolling box: only those are drawn.
 *
 * @param box null until it is on the page: a panel that still loads has none
 */
export function useRowWindow(box: HTMLElement | null, count: number): RowWindow {
  const [seen, setSeen] = useState({ top: 0, height: 800, row: 52 });

  const look = useCallback(() => {
    if (box === null) return;
    const row = rowRem * parseFloat(getComputedStyle(document.documentElement).fontSize);
    setSeen((before) => {
      // A step of whole rows is enough: nothing is drawn anew while the same rows are in sight.
      const top = Math.floor(box.scrollTop / row) * row + (box.scrollTop > 0 ? 0.5 : 0);
      const height = box.clientHeight;
      return before.top === top && before.height === height && before.row === row
        ? before
        : { top, height, row };
    });
  }, [box]);

  useEffect(() => {
    if (box === null) return;
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [box, look]);

  const first = Math.floor(seen.top / seen.row);
  const from = Math.max(0, Math.min(count, first - spare));
  const to = Math.min(count, first + Math.ceil(seen.height / seen.row) + spare);
  return { from, to, before: from * seen.row, after: (count - to) * seen.row, atTop: seen.top === 0, look };
}
