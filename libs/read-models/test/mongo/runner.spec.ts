import { projectionRuns } from '../projection-runs.ts';
import { mongoEngine } from './mongo-harness.ts';

projectionRuns(mongoEngine());
