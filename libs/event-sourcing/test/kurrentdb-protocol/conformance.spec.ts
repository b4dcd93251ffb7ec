import { describe, test } from '@jest/globals';
import { eventStoreConformance } from '../../src/conformance/index.ts';
import { standInEngine } from './stand-in-engine.ts';

eventStoreConformance('The KurrentDB event store on the KurrentDB protocol stand-in', standInEngine, {
  describe,
  test,
});
