import { afterAll, describe, test } from '@jest/globals';
import { eventStoreConformance } from '@linli/event-sourcing/conformance';
import { acquireKurrent } from '../../src/engines/index.ts';
import { kurrentEngine } from './kurrent-engine.ts';

const kurrent = await acquireKurrent();
afterAll(() => kurrent.stop());

eventStoreConformance(
  `The KurrentDB event store on a server (${kurrent.origin})`,
  kurrentEngine(kurrent.url),
  {
    describe,
    test,
  },
);
