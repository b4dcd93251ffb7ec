import { StoreUnavailable } from '@linli/event-sourcing';
import mongoose, { type Connection, mongo } from 'mongoose';
import { type Secrets, unavailable } from './faults.ts';

export interface MongoDocumentStoreOptions {
  /** `mongodb://host:27017,host2:27017/database?replicaSet=…`; what it says of the driver's settings holds. */
  readonly url: string;
  /** Where the URL does not name it. */
  readonly username?: string;
  /** Where the URL does not tell it, though it may name whose it is. */
  readonly password?: string;
  /** What the server's logs call this process. Default `linli`. */
  readonly appName?: string;
  /** Whether a commit waits for the journals of a majority. Default true; without it a power cut may take commits. */
  readonly journal?: boolean;
}

/**
 * A server that has stopped answering is noticed within `connectTimeoutMS` + `heartbeatFrequencyMS`, and its connections
 * are cut then; the driver's own values make that 40 s. A caller waits `serverSelectionTimeoutMS` for a server to come
 * back before it is told. No single command takes as long as the 60 s a transaction may live.
 */
const settings = {
  connectTimeoutMS: 5_000,
  heartbeatFrequencyMS: 5_000,
  serverSelectionTimeoutMS: 3_000,
  socketTimeoutMS: 60_000,
} as const;

/** Snapshot reads outside transactions came with 5.0. */
const oldestWireVersion = 13;

/** The connection pool of one store: what is asked, where, and what is told when it cannot be answered. */
export class MongoConnection {
  /** The servers and the database, without any account: for messages. */
  readonly location: string;
  readonly client: mongo.MongoClient;
  /**
   * Writes, and all that happens in a transaction: acknowledged once a majority has them in their journals.
   */
  readonly writes: mongo.Db;
  /**
   * Questions: each sees one state of its collection, in which every acknowledged commit is, from the primary, whatever
   * the URL says of reading.
   */
  readonly reads: mongo.Db;
  readonly transaction: mongo.TransactionOptions;
  readonly #connection: Connection;
  readonly #secrets: Secrets;
  readonly #asked = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  private constructor(connection: Connection, place: Place, journal: boolean) {
    this.#connection = connection;
    this.#secrets = place.secrets;
    this.location = place.location;
    this.client = connection.getClient();
    const writeConcern = { w: 'majority', journal } as const;
    const readPreference = 'primary';
    this.transaction = { readConcern: new mongo.ReadConcern('snapshot'), writeConcern, readPreference };
    this.writes = this.client.db(place.database, {
      readConcern: new mongo.ReadConcern('majority'),
      writeConcern,
      readPreference,
    });
    this.reads = this.client.db(place.database, {
      readConcern: new mongo.ReadConcern('snapshot'),
      readPreference,
    });
  }

  /** Rejects with `StoreUnavailable` when no server answers, or one that cannot keep the promises of a store. */
  static async open(options: MongoDocumentStoreOptions): Promise<MongoConnection> {
    const place = placeOf(options);
    const { url, password, appName = 'linli', journal = true } = options;
    const { username } = place;
    const named = new URLSearchParams(url.split('?')[1]);
    const given = new Set([...named.keys()].map((name) => name.toLowerCase()));
    const connection = mongoose.createConnection();
    try {
      await connection.openUri(url, {
        autoCreate: false,
        autoIndex: false,
        bufferCommands: false,
        ...Object.fromEntries(Object.entries(settings).filter(([name]) => !given.has(name.toLowerCase()))),
        ...(!given.has('appname') && { appName }),
        ...(username !== undefined && password !== undefined && { auth: { username, password } }),
      });
      await checkServer(connection.getClient().db(place.database), place.location);
      return new MongoConnection(connection, place, journal);
    } catch (error) {
      await connection.destroy();
      throw unavailable(error, place.location, place.secrets);
    }
  }

  /** Asks the server: rejects with `StoreUnavailable` when it cannot be asked, with the errors of the port otherwise. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#closing) throw this.#closed();
    const answer = question();
    this.#asked.add(answer);
    try {
      return await answer;
    } catch (error) {
      throw unavailable(error, this.location, this.#secrets);
    } finally {
      this.#asked.delete(answer);
    }
  }

  /** Waits for what has been asked, lets go of what is `left`, then closes. */
  close(left: () => Promise<void>): Promise<void> {
    this.#closing ??= (async () => {
      while (this.#asked.size > 0) await Promise.allSettled(this.#asked);
      await left();
      await this.#connection.destroy();
    })();
    return this.#closing;
  }

  #closed(): StoreUnavailable {
    return new StoreUnavailable('closed', `${this.location} is closed`);
  }
}

interface Place {
  readonly location: string;
  readonly database: string;
  readonly username: string | undefined;
  readonly secrets: Secrets;
}

function placeOf({ url, username, password }: MongoDocumentStoreOptions): Place {
  // Several hosts make it no URL to the platform's own parser.
  const parts = /^(mongodb(?:\+srv)?:\/\/)(?:(.*)@)?([^/?]+)(?:\/([^?]*))?/s.exec(url);
  const database = parts?.[4];
  if (!parts || !database) {
    throw new Error('the URL of read models is mongodb://host/database, with the name of a database');
  }
  const [, scheme, account = '', hosts] = parts;
  const written = account === '' ? [] : [account, ...account.split(':')];
  return {
    location: `${scheme}${hosts}/${database}`,
    database: decoded(database),
    username: username ?? (account === '' ? undefined : decoded(account.split(':')[0] as string)),
    secrets: [...written, ...written.map(decoded), username ?? '', password ?? ''],
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function checkServer(db: mongo.Db, location: string): Promise<void> {
  const hello = (await db.command({ hello: 1 })) as {
    readonly setName?: string;
    readonly msg?: string;
    readonly maxWireVersion: number;
  };
  if (hello.maxWireVersion < oldestWireVersion) {
    throw new StoreUnavailable('broken', `${location}: read models need MongoDB 5.0 or newer`);
  }
  if (hello.setName === undefined && hello.msg !== 'isdbgrid') {
    throw new StoreUnavailable(
      'broken',
      `${location}: read models need transactions, and those a replica set: one member is enough`,
    );
  }
}
