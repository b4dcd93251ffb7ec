import { collectionVersions } from '../collection-versions.ts';
import { mongoEngine } from './mongo-harness.ts';

collectionVersions(mongoEngine());
