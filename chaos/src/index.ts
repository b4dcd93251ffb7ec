export { type ChaosOptions, notesFolder, runChaos } from './chaos-run.ts';
export { folds } from './folds.ts';
export { readRecord, type RunRecord } from './run-record.ts';
export { complaintsOf, describeRun, failuresOf } from './summary.ts';
