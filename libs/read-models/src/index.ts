export * from './document-store.ts';
export * from './projection.ts';
export { type SqliteDocumentStoreOptions, SqliteDocumentStore } from './sqlite/sqlite-document-store.ts';
export { type MongoDocumentStoreOptions, MongoDocumentStore } from './mongo/mongo-document-store.ts';
export { UnusableDataFile } from './sqlite/data-file.ts';
export { FoldMemory } from './runner/fold-memory.ts';
export { runProjection } from './runner/run-projection.ts';
export { NotFollowed } from './runner/types.ts';
export type {
  Committed,
  ProjectionRunner,
  ProjectionSourceState,
  ProjectionState,
  RetryResult,
  RunProjectionOptions,
  Switched,
} from './runner/types.ts';
export {
  InvalidAsOf,
  NotYetAbsorbed,
  UnprovablePosition,
  formatPositions,
  parseAsOf,
  parsePositions,
} from './reader/as-of.ts';
export {
  type ReadRequest,
  type ViewMoment,
  type ViewReader,
  type ViewReaderOptions,
  type ViewStamp,
  viewReader,
} from './reader/view-reader.ts';
export { reactorStore } from './reactors/reactor-store.ts';
