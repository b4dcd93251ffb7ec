import { setTimeout } from 'node:timers/promises';
import { MongoClient, MongoServerError, type Db } from 'mongodb';

export interface MongoAdmin {
  /** `mongodb://mongo:27017`: one server, which becomes a replica set of one where it is none yet. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Name of the replica set, as the server was started with. */
  readonly replicaSet: string;
}

export interface MongoUser {
  /** Name of the user, and of the one database it may read and write. */
  readonly name: string;
  readonly password: string;
}

const NOT_YET_INITIATED = 94;
const POLL_MS = 200;

/**
 * Makes the server a replica set, which transactions need, and gives each service a user that reads and writes the
 * database of its name and no other. Run again, it sets the passwords and changes nothing else.
 */
export async function putMongoUsers(admin: MongoAdmin, users: readonly MongoUser[]): Promise<void> {
  const { username, password } = admin;
  const client = new MongoClient(admin.url, { auth: { username, password }, directConnection: true });
  try {
    await client.connect();
    await ensureReplicaSet(client.db('admin'), admin);
    for (const user of users) await putUser(client.db(user.name), user);
  } finally {
    await client.close();
  }
}

async function ensureReplicaSet(admin: Db, { replicaSet, url }: MongoAdmin): Promise<void> {
  try {
    await admin.command({ replSetGetStatus: 1 });
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === NOT_YET_INITIATED)) throw error;
    const members = [{ _id: 0, host: new URL(url).host }];
    await admin.command({ replSetInitiate: { _id: replicaSet, members } });
  }
  while (!(await admin.command({ hello: 1 }))['isWritablePrimary']) await setTimeout(POLL_MS);
}

async function putUser(database: Db, { name, password }: MongoUser): Promise<void> {
  const account = { pwd: password, roles: [{ role: 'readWrite', db: database.databaseName }] };
  const { users } = await database.command({ usersInfo: name });
  await database.command(
    users.length === 0 ? { createUser: name, ...account } : { updateUser: name, ...account },
  );
}
