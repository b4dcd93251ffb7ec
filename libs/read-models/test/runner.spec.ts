import { projectionRuns } from './projection-runs.ts';
import { sqliteEngine } from './sqlite-harness.ts';

projectionRuns(sqliteEngine());
