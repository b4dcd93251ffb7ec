/** The tenant of `docker-compose.yml`. */
export const tenant = 'wuhan';

/** A running city as clients and observers meet it, whoever has started it. */
export interface City {
  /** `http://127.0.0.1:3103`. */
  readonly incidents: string;
  readonly operations: string;
  /** The key that tokens of this city are signed with. */
  readonly issuerKeyFile: string;
  /** Logs that can be read from their files, by context. */
  readonly logFiles: Readonly<Record<string, string>>;
  /** Left out where events do not travel over Kafka. */
  readonly kafka?: KafkaAccess;
  /** Left out where the operations centre keeps its documents elsewhere. */
  readonly documents?: MongoAccess;
}

export interface KafkaAccess {
  readonly brokers: readonly string[];
  readonly username: string;
  readonly password: string;
}

/** The operations centre's database, and somebody who may read it. */
export interface MongoAccess {
  readonly url: string;
  readonly database: string;
}
