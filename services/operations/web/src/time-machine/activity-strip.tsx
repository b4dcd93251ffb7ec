import type { ActivityBucket } from '@linli/operations/api';
import { useWords } from '../format/use-words.ts';
import { hourMarks, type TimeWindow } from './time-window.ts';

const height = 100;

/**
 * A day's reports as bars of ten minutes, and a red square for each in which a deadline was missed. What lies after the
 * moment shown is paler.
 */
export function ActivityBars(props: {
  readonly window: TimeWindow;
  readonly buckets: readonly ActivityBucket[];
  readonly bucketMs: number;
  readonly shown: number;
}) {
  const { window, buckets, bucketMs, shown } = props;
  const length = window.to - window.from;
  const most = Math.max(4, ...buckets.map((bucket) => bucket.reported));
  const width = (bucketMs / length) * 1000;

  return (
    <svg viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {buckets.map((bucket) => {
        const from = Date.parse(bucket.from);
        const x = ((from - window.from) / length) * 1000;
        if (x < 0 || x >= 1000) return null;
        const tall = (bucket.reported / most) * (height - 22);
        return (
          <g key={bucket.from}>
            {bucket.reported > 0 && (
              <rect
                className={from >= shown ? 'bar later' : 'bar'}
                x={x + width * 0.12}
                width={width * 0.76}
                y={height - Math.max(2, tall)}
                height={Math.max(2, tall)}
              />
            )}
            {bucket.missed > 0 && (
              <rect className="missed" x={x + width * 0.12} width={width * 0.76} y={2} height={10} />
            )}
          </g>
        );
      })}
      <line className="ground" x1="0" x2="1000" y1={height} y2={height} />
    </svg>
  );
}

export function HourMarks({ window }: { readonly window: TimeWindow }) {
  const words = useWords();
  const length = window.to - window.from;
  return (
    <div className="marks" aria-hidden="true">
      {hourMarks(window)
        .map((mark) => ({ mark, share: (mark - window.from) / length }))
        .filter(({ share }) => share > 0.02 && share < 0.98)
        .map(({ mark, share }) => (
          <span key={mark} style={{ left: `${share * 100}%` }}>
            {words.time(mark, 'minute') === '00:00' ? words.time(mark, 'day') : words.time(mark, 'minute')}
          </span>
        ))}
    </div>
  );
}
