import {
  KurrentEventStore,
  type KurrentEventStoreOptions,
} from '../../../src/kurrentdb/kurrent-event-store.ts';
import { KurrentStandIn, type StandInOptions } from './stand-in.ts';

/** A stand-in for one test, and stores on it. */
export interface Session {
  readonly standIn: KurrentStandIn;
  /** Opens a store on the log `incidents`, unless the options say otherwise. */
  open(options?: Partial<KurrentEventStoreOptions>): Promise<KurrentEventStore>;
}

/** Runs a test on a stand-in of its own; every store it has opened is closed afterwards, whatever happens. */
export async function withStandIn(
  test: (session: Session) => Promise<void>,
  options: StandInOptions = {},
): Promise<void> {
  const standIn = await KurrentStandIn.start(options);
  const opened: KurrentEventStore[] = [];
  try {
    await test({
      standIn,
      async open(storeOptions = {}) {
        const store = await KurrentEventStore.open({ url: standIn.url, log: 'incidents', ...storeOptions });
        opened.push(store);
        return store;
      },
    });
  } finally {
    standIn.script = {};
    standIn.up();
    await Promise.all(opened.map((store) => store.close()));
    await standIn.stop();
  }
}
