import mongoose from 'mongoose';
import type { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';

/** The commands a store sends from now on. It has to be the last opened, with `monitorCommands=true` in its URL. */
export function countCommands(store: MongoDocumentStore): {
  readonly store: MongoDocumentStore;
  readonly commands: string[];
} {
  const commands: string[] = [];
  const client = mongoose.connections.at(-1)?.getClient();
  client?.on('commandStarted', ({ commandName }) => commands.push(commandName));
  return { store, commands };
}
