import type { ConformingEngine } from '../../src/conformance/index.ts';
import { KurrentEventStore } from '../../src/kurrentdb/kurrent-event-store.ts';
import { KurrentStandIn } from './stand-in/stand-in.ts';

/** Our store on the stand-in: every connection is real, the server is not KurrentDB. */
export const standInEngine: ConformingEngine = {
  cannot: { 'counted positions': 'positions are those of the server, which count bytes over all its logs' },
  async makeHarness() {
    const standIn = await KurrentStandIn.start();
    const opened: KurrentEventStore[] = [];
    const open = async () => {
      const store = await KurrentEventStore.open({ url: standIn.url, log: 'conformance', patience: 2_000 });
      opened.push(store);
      return store;
    };
    return {
      async open({ now = Date.now } = {}) {
        standIn.log.now = now;
        return open();
      },
      // What a killed process leaves is what the server holds.
      openAfterCrash: open,
      async outage(during) {
        standIn.down();
        try {
          await during();
        } finally {
          standIn.up();
        }
      },
      async dispose() {
        await Promise.all(opened.map((store) => store.close()));
        await standIn.stop();
      },
    };
  },
};
