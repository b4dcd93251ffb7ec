export { type CommandClass, type CommandModule, Door, type DoorOptions } from './door.ts';
export { type KnownFacts, type Known, type Look, serve, type Served, type ServeOptions } from './serve.ts';
export { type Asking, type Desk, factOf, type Reading } from './desk.ts';
export { foundWith } from './found-with.ts';
export { derivedId } from './derived-id.ts';
export { type ContextParts } from './context-runtime.ts';
export { contextModule, type ContextDeclaration, type ContextModule } from './context-module.ts';
export { Consumers, ParkedItem, Settled, viewConsumer } from './consumers.ts';
export { type Reaction, reaction } from './reaction.ts';
export { PolicyBook, type PolicyVersion } from './policy-book.ts';
export { DESK, POLICIES, VIEW } from './tokens.ts';
export {
  bodies,
  collection,
  projectionOf,
  type RecordedOf,
  type TypedCollection,
  view,
  type View,
} from './view.ts';
export { AreaPrefix, type Page, stamp, When } from './view-doors.ts';
export { readCursor, writeCursor } from './cursor.ts';
