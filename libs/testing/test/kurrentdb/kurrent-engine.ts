import { randomUUID } from 'node:crypto';
import { KurrentEventStore } from '@linli/event-sourcing';
import type { ConformingEngine } from '@linli/event-sourcing/conformance';
import { startProxy } from '../../src/faults/index.ts';

/** A server alone and without TLS can be reached through a proxy: it sends nobody elsewhere, and shows no certificate. */
const plainServer = /^\w+:\/\/([\w.-]+)(?::(\d+))?\/?(?=\?)(?=.*\btls=false\b)/i;

/**
 * Our store on a KurrentDB that runs, each case with a log of its own there, which stays. Where the connection can be led
 * through a proxy, the proxy makes the outages.
 */
export function kurrentEngine(url: string): ConformingEngine {
  const server = plainServer.exec(url);
  return {
    cannot: {
      'counted positions': 'positions are those of the server, which count bytes over all its logs',
      clock: 'recorded time is that of the server, whose clock is its own',
      ...(!server && { outage: 'a cluster or a connection over TLS cannot be led through a proxy' }),
    },
    async makeHarness() {
      const [, host = '', port = '2113'] = server ?? [];
      const proxy = server && (await startProxy({ target: { host, port: Number(port) } }));
      const { search } = new URL(url.replace(/^[^?]*/, 'http://server'));
      const reached = proxy ? `kurrentdb://127.0.0.1:${proxy.port}${search}` : url;
      const log = `conformance.${randomUUID()}`;
      const opened: KurrentEventStore[] = [];
      const open = async () => {
        const store = await KurrentEventStore.open({ url: reached, log, patience: 5_000 });
        opened.push(store);
        return store;
      };
      return {
        open,
        // What a killed process leaves is what the server holds.
        openAfterCrash: open,
        async outage(during) {
          proxy?.refuse();
          proxy?.cut();
          try {
            await during();
          } finally {
            await proxy?.heal();
          }
        },
        async dispose() {
          await Promise.all(opened.map((store) => store.close()));
          await proxy?.close();
        },
      };
    },
  };
}
