/** A server that tests run against, wherever it came from. */
export interface Engine {
  /** Where it was found, for the one line a run prints: `maven 4.4.0`, `docker apache/kafka:4.1.1`, `given`. */
  readonly origin: string;
  /** Ends what this call has started; a server that was given by URL is left alone. */
  stop(): Promise<void>;
}

/** What a test may do to a server that it has started for itself. */
export interface PrivateServer {
  readonly pid: number;
  /** SIGKILL; resolves when the process is gone. Its data stays. */
  kill(): Promise<void>;
  /** SIGSTOP. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** Starts it again on the same port and data; resolves when it answers. */
  start(): Promise<void>;
}

export interface KafkaEngine extends Engine {
  /** `127.0.0.1:9092`. */
  readonly brokers: readonly string[];
}

export interface MongoEngine extends Engine {
  /** `mongodb://127.0.0.1:27017`; name a database of your own. */
  readonly url: string;
}

/** Where the KurrentDB of the tests is: `kurrentdb://localhost:2113?tls=false`. */
export interface KurrentEngine extends Engine {
  readonly url: string;
}

/** An OpenBao, or a HashiCorp Vault; mount engines of your own. */
export interface OpenBaoEngine extends Engine {
  /** `http://127.0.0.1:8200` */
  readonly url: string;
  /** One that may mount engines. */
  readonly token: string;
}

/** Somebody a server knows by a password; on a broker by SASL/SCRAM-SHA-512. */
export interface ServerUser {
  readonly name: string;
  readonly password: string;
}

export interface KafkaDoor {
  readonly port: number;
  readonly advertised: string;
}

export interface KafkaServerOptions {
  /** With users the broker takes SASL/SCRAM only and refuses what no ACL allows; the first user is the super user. */
  readonly users?: readonly ServerUser[];
  /** Where it keeps its data; a temporary folder, removed by `stop`, when left out. */
  readonly folder?: string;
  /** Port to listen on; a free one when left out. */
  readonly port?: number;
  /** Address clients are told to connect to, `127.0.0.1:9093`, where a proxy stands before the broker. */
  readonly advertised?: string;
  /** More listeners, each with the address that its clients alone are told, where each client has a proxy of its own. */
  readonly doors?: readonly KafkaDoor[];
}

export interface MongoServerOptions {
  readonly folder?: string;
  readonly port?: number;
  /** Clients must say who they are; this user may do everything. Without it nobody is asked. */
  readonly admin?: ServerUser;
}
