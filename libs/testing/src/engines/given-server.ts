import { once } from 'node:events';
import { connect } from 'node:net';
import { MongoClient } from 'mongodb';

/** Milliseconds within which a server that was given by URL must answer. */
const longestAnswer = 10_000;

/**
 * Throws unless one of the brokers in `KAFKA_BROKERS` speaks Kafka's protocol. It asks for the versions of the API,
 * which a broker answers before any authentication.
 */
export async function requireKafka(brokers: readonly string[]): Promise<void> {
  const client = Buffer.from('linli-tests');
  const body = Buffer.alloc(10);
  body.writeInt16BE(18, 0); // ApiVersions
  body.writeInt16BE(0, 2);
  body.writeInt32BE(1, 4); // the correlation id that comes back
  body.writeInt16BE(client.length, 8);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length + client.length);
  const question = Buffer.concat([size, body, client]);
  await requireOne('KAFKA_BROKERS', brokers, async (broker) => {
    const answer = await ask(broker, 9092, question);
    if (answer.length < 8 || answer.readInt32BE(4) !== 1) throw new Error('answers, but is no Kafka broker');
  });
}

/** Throws unless `MONGODB_URL` leads to a MongoDB that has transactions: a replica set or a sharded cluster. */
export async function requireMongo(url: string): Promise<void> {
  const client = new MongoClient(url, {
    ...(!url.includes('serverSelectionTimeoutMS=') && { serverSelectionTimeoutMS: longestAnswer }),
  });
  try {
    const { setName, msg } = await client.db('admin').command({ hello: 1 });
    if (!setName && msg !== 'isdbgrid')
      throw new Error('it is a standalone server, and transactions take a replica set');
  } catch (problem) {
    throw new Error(`MONGODB_URL is given but cannot be used: ${(problem as Error).message}`, {
      cause: problem,
    });
  } finally {
    await client.close();
  }
}

/** Throws unless one of the nodes in `KURRENTDB_URL` takes connections. */
export async function requireKurrent(url: string): Promise<void> {
  const nodes = /^[\w+]+:\/\/(?:[^@/]*@)?([^/?]+)/.exec(url)?.[1]?.split(',');
  if (!nodes)
    throw new Error('KURRENTDB_URL is no connection string such as kurrentdb://localhost:2113?tls=false');
  await requireOne('KURRENTDB_URL', nodes, async (node) => {
    await ask(node, 2113, undefined);
  });
}

/** Throws unless the server at `OPENBAO_URL` is unsealed and takes the token of `OPENBAO_TOKEN`. */
export async function requireOpenBao(url: string, token: string): Promise<void> {
  try {
    const answer = await fetch(new URL('/v1/auth/token/lookup-self', url), {
      headers: { 'x-vault-token': token },
      signal: AbortSignal.timeout(longestAnswer),
    });
    if (!answer.ok) throw new Error(`it answers ${answer.status}; is OPENBAO_TOKEN right?`);
  } catch (problem) {
    const { message, cause } = problem as Error;
    throw new Error(
      `OPENBAO_URL is given but cannot be used: ${cause instanceof Error ? cause.message : message}`,
      { cause: problem },
    );
  }
}

async function requireOne(
  variable: string,
  servers: readonly string[],
  check: (server: string) => Promise<void>,
): Promise<void> {
  const checks = await Promise.allSettled(servers.map(check));
  if (checks.some(({ status }) => status === 'fulfilled')) return;
  const reasons = checks.map((outcome, index) =>
    outcome.status === 'rejected' ? `${servers[index]}: ${(outcome.reason as Error).message}` : '',
  );
  throw new Error(`${variable} is given but cannot be used: ${reasons.join('; ')}`);
}

/** Connects, asks if there is a question, and returns the first bytes of the answer. */
async function ask(server: string, defaultPort: number, question: Buffer | undefined): Promise<Buffer> {
  const { hostname, port } = new URL(`tcp://${server}`);
  const signal = AbortSignal.timeout(longestAnswer);
  const socket = connect({ host: hostname, port: Number(port || defaultPort) });
  try {
    await once(socket, 'connect', { signal });
    if (!question) return Buffer.alloc(0);
    socket.write(question);
    const [answer] = (await Promise.race([
      once(socket, 'data', { signal }),
      once(socket, 'close', { signal }).then(() => [Buffer.alloc(0)]),
    ])) as [Buffer];
    return answer;
  } catch (problem) {
    throw signal.aborted ? new Error(`no answer within ${longestAnswer} ms`) : problem;
  } finally {
    socket.destroy();
  }
}
