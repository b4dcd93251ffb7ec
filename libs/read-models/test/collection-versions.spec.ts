import { collectionVersions } from './collection-versions.ts';
import { sqliteEngine } from './sqlite-harness.ts';

collectionVersions(sqliteEngine());
