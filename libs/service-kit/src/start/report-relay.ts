import type { Relay } from '@linli/event-bus';
import type { ServiceApp } from '../http/create-service-app.ts';

/** A relay that is behind keeps nobody from commanding: it is told, and readiness names what is wrong. */
export function reportRelay(name: string, relay: Relay, { metrics, readiness }: ServiceApp): void {
  metrics.observeRelay(name, () => relay.state());
  readiness.add(`${name}.relay`, () => {
    const { role, position, head, failure } = relay.state();
    const behind = `${role}, ${Math.max(0, head - position)} events to publish`;
    return { ready: true, detail: failure === undefined ? behind : `${behind}; failing: ${failure.message}` };
  });
}
