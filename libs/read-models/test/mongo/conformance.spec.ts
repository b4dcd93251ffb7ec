import { describe, test } from '@jest/globals';
import { documentStoreConformance } from '../../src/conformance/index.ts';
import { mongoEngine } from './mongo-harness.ts';

documentStoreConformance('MongoDocumentStore', mongoEngine(), {
  describe,
  // The stand-in for MongoDB writes a few thousand documents a second where it has two cores for itself.
  test: (name, body) => test(name, body, 240_000),
});
