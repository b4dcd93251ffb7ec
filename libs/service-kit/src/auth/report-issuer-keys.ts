import { Gauge } from 'prom-client';
import type { ReadinessRegistry } from '../health/readiness.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { IssuerKeys, IssuerKeysState } from './issuer-keys.ts';

/** An issuer that is away keeps nobody out whose key is known, so the service stays ready: it is told here. */
export function reportIssuerKeys(
  keys: IssuerKeys,
  { readiness, metrics }: { readonly readiness: ReadinessRegistry; readonly metrics: Metrics },
): void {
  readiness.add('issuer keys', () => ({ ready: true, detail: told(keys.state()) }));
  const registers = [metrics.registry];
  new Gauge({
    name: 'linli_issuer_keys_failing',
    help: '1 while the address of the token issuer’s keys does not answer, 0 while it does.',
    registers,
    collect() {
      this.set(keys.state().failure === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: 'linli_issuer_keys_age_seconds',
    help: 'Since the keys in use were fetched; they are asked for again when a token needs them. Absent before the first.',
    registers,
    collect() {
      const { ageMs } = keys.state();
      this.remove();
      if (ageMs !== undefined) this.set(ageMs / 1_000);
    },
  });
}

function told({ ageMs, failure, goodForMs }: IssuerKeysState): string {
  const fetched = ageMs === undefined ? 'not fetched yet' : `fetched ${seconds(ageMs)} s ago`;
  if (failure === undefined) return fetched;
  const rest =
    goodForMs > 0 ? `good for ${seconds(goodForMs)} s more` : 'tokens that are not remembered answer 503';
  return `${fetched}; ${rest}; failing: ${failure}`;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1_000);
}
