import type { Recorder } from '@linli/testing/history';
import type { HttpDoor } from '../http-door.ts';

/** `linli_projection_lag_events{projection="incidents-agenda",source="incidents"} 3` */
const lagLine = /^linli_projection_lag_events\{projection="([^"]+)",source="[^"]+"\} (\d+)$/;

/** Reads a service's own metrics and notes how far each of its consumers is behind. Undefined without an answer. */
export async function lookAtLag(
  service: string,
  origin: string,
  door: HttpDoor,
  recorder: Recorder,
): Promise<ReadonlyMap<string, number> | undefined> {
  const text = await door.readText(`${origin}/metrics`);
  if (text === undefined) return undefined;
  const lags = lagsIn(text);
  recorder.notes(
    'metrics',
    [...lags].map(([consumer, lag]) => ({ kind: 'lag', consumer: `${service}: ${consumer}`, lag })),
  );
  return lags;
}

/** Per consumer, the sum over its sources. */
export function lagsIn(metrics: string): ReadonlyMap<string, number> {
  const lags = new Map<string, number>();
  for (const line of metrics.split('\n')) {
    const [, consumer, lag] = lagLine.exec(line) ?? [];
    if (consumer !== undefined) lags.set(consumer, (lags.get(consumer) ?? 0) + Number(lag));
  }
  return lags;
}
