import { type ContextName, topicOf } from '@linli/contracts';
import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import './kafka-idle-timer.ts';

/** How to reach a Kafka cluster, and as whom. */
export interface KafkaConnection {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  /** Name of the service in the broker's logs and metrics: `incidents`. */
  readonly clientId: string;
  /** SASL/SCRAM-SHA-512; no authentication when left out. */
  readonly sasl?: { readonly username: string; readonly password: string };
  /** TLS with the system's authorities. */
  readonly tls?: boolean;
  /** Stands before every topic, group and transactional id, so that several cities share a cluster. Default: none. */
  readonly prefix?: string;
}

/** Told what the client has to say; never a message's content. */
export type KafkaJournal = (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;

/**
 * A client with the settings that hold in a fault: a connection is given up after a second, a request after five, and
 * both are tried again for a minute. With kafkajs' own defaults `send` throws while a broker restarts and a rebalance
 * takes 5 to 10 s. Who has a back-off of its own, and wants to tell what it waits for, asks for fewer `retries`.
 */
export function createKafkaClient(
  connection: KafkaConnection,
  journal: KafkaJournal = () => undefined,
  retries = 60,
): Kafka {
  const { brokers, clientId, sasl, tls } = connection;
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(sasl && { sasl: { mechanism: 'scram-sha-512', ...sasl } }),
    ...(tls && { ssl: true }),
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => journal(levelOf(entry), textOf(entry)),
  });
}

/** The topic of a context: `linli.incidents`. */
export function topicName({ prefix = '' }: KafkaConnection, context: ContextName): string {
  return `${prefix}${topicOf(context)}`;
}

/** The consumer group of one subscriber of a service: `linli.operations.incident-board.1`. */
export function groupName({ prefix = '' }: KafkaConnection, service: string, group: string): string {
  return `${prefix}linli.${service}.${group}`;
}

/** Transactional id and lease group of a context's relay: `linli.incidents.relay`. */
export function relayName({ prefix = '' }: KafkaConnection, context: ContextName): string {
  return `${prefix}linli.${context}.relay`;
}

function levelOf({ level }: LogEntry): 'debug' | 'info' | 'warn' | 'error' {
  if (level <= logLevel.ERROR) return 'error';
  if (level <= logLevel.WARN) return 'warn';
  return level <= logLevel.INFO ? 'info' : 'debug';
}

function textOf({ namespace, log }: LogEntry): string {
  const { message, error } = log as { message: string; error?: string };
  return [namespace, message, error].filter((part) => part !== undefined && part !== '').join(': ');
}
