import type { KafkaServerOptions, ServerUser } from './engine.ts';

/** Where the three listeners of a broker are. */
export interface KafkaPorts {
  readonly client: number;
  /** The broker's way to itself: never through a proxy, and without authentication. */
  readonly internal: number;
  readonly controller: number;
}

/** The configuration of a broker that is its own controller, answers on 127.0.0.1 only and keeps one copy of everything. */
export function kafkaProperties(data: string, ports: KafkaPorts, options: KafkaServerOptions): string {
  const { users = [], advertised = `127.0.0.1:${ports.client}`, doors = [] } = options;
  const clients = [{ port: ports.client, advertised }, ...doors].map((door, at) => ({
    ...door,
    name: at === 0 ? 'CLIENT' : `CLIENT${at}`,
  }));
  const own = [`INTERNAL://127.0.0.1:${ports.internal}`, `CONTROLLER://127.0.0.1:${ports.controller}`];
  const protocol = users.length > 0 ? 'SASL_PLAINTEXT' : 'PLAINTEXT';
  return `${Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${ports.controller}`,
    listeners: [...clients.map(({ name, port }) => `${name}://127.0.0.1:${port}`), ...own].join(),
    'advertised.listeners': [
      ...clients.map(({ name, advertised }) => `${name}://${advertised}`),
      ...own,
    ].join(),
    'listener.security.protocol.map': [
      ...clients.map(({ name }) => `${name}:${protocol}`),
      ...['INTERNAL:PLAINTEXT', 'CONTROLLER:PLAINTEXT'],
    ].join(),
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    // A broker killed with -9 is let in again after so long; with the defaults its own old registration keeps it out 13 s.
    'broker.session.timeout.ms': 2_000,
    'broker.heartbeat.interval.ms': 500,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // Fifty partitions of each take long to open on two cores, and one broker gains nothing from them.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.num.partitions': 1,
    // A quarter of the heap by default.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    ...(users.length > 0 &&
      authorization(
        users,
        clients.map(({ name }) => name.toLowerCase()),
      )),
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

function authorization(
  [superUser]: readonly ServerUser[],
  listeners: readonly string[],
): Record<string, string> {
  return {
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    ...Object.fromEntries(
      listeners.map((listener) => [
        `listener.name.${listener}.scram-sha-512.sasl.jaas.config`,
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      ]),
    ),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // The broker itself comes in over the internal listeners, which know no users.
    'super.users': `User:${superUser?.name};User:ANONYMOUS`,
    'allow.everyone.if.no.acl.found': 'false',
  };
}
