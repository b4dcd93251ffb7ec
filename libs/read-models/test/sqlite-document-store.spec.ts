import { describe, test } from '@jest/globals';
import { documentStoreConformance } from '../src/conformance/index.ts';
import { sqliteEngine } from './sqlite-harness.ts';

documentStoreConformance('SqliteDocumentStore', sqliteEngine(), { describe, test });
