import type { Relay } from '@linli/event-bus';
import type { ServiceApp } from '../http/create-service-app.ts';

/**
 * A relay that is behind keeps nobody from commanding: it is told, and what is wrong is named. One that cannot go on
 * until somebody acts is not ready: what the service records from now on is never told to the others.
 */
export function reportRelay(
  name: string,
  relay: Pick<Relay, 'state'>,
  { metrics, readiness }: Pick<ServiceApp, 'metrics' | 'readiness'>,
): void {
  metrics.observeRelay(name, () => relay.state());
  readiness.add(`${name}.relay`, () => {
    const { role, position, head, failure } = relay.state();
    const reached = `${role}, published up to position ${position} of ${Math.max(head, position)}`;
    const ready = failure?.stuck !== true;
    return { ready, detail: failure === undefined ? reached : `${reached}; failing: ${failure.message}` };
  });
}
