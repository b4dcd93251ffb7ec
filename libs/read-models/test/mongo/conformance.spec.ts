import { describe, test } from '@jest/globals';
import { documentStoreConformance } from '../../src/conformance/index.ts';
import { mongoEngine } from './mongo-harness.ts';

documentStoreConformance('MongoDocumentStore', mongoEngine(), { describe, test });
