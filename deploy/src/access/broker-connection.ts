import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { scramConversation } from './scram.ts';
import { Reader, int16, int32, nullableString, bytes } from './wire.ts';

const SASL_HANDSHAKE = 17;
const SASL_AUTHENTICATE = 36;
const CLIENT_ID = 'linli-access';

export interface BrokerAddress {
  /** `kafka:9092`. */
  readonly broker: string;
  readonly tls: boolean;
  readonly username: string;
  readonly password: string;
}

/** The broker does not take the name and the password; nothing was asked of it. */
export class BrokerRefusedLogin extends Error {
  override readonly name = 'BrokerRefusedLogin';
}

/**
 * One connection that has signed in, for the few requests that no client library has. One request at a time; a request
 * without an answer within 10 s ends the connection.
 */
export class BrokerConnection {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;
  #correlation = 0;
  #received = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  static async open({ broker, tls, username, password }: BrokerAddress): Promise<BrokerConnection> {
    const colon = broker.lastIndexOf(':');
    const to = { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) };
    const socket = tls ? connectTls({ ...to, servername: to.host }) : connectTcp(to);
    socket.setTimeout(10_000, () => socket.destroy(new Error(`${broker} does not answer`)));
    await once(socket, tls ? 'secureConnect' : 'connect');
    const connection = new BrokerConnection(socket);
    try {
      await connection.#signIn(username, password);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Sends a request whose header and body are of the flexible kind; the reader stands behind the answer's header. */
  async flexibleRequest(apiKey: number, version: number, body: Buffer): Promise<Reader> {
    const noTags = Buffer.of(0);
    const answer = await this.#request(apiKey, version, Buffer.concat([noTags, body]));
    answer.skipTags();
    return answer;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #signIn(username: string, password: string): Promise<void> {
    const handshake = await this.#request(SASL_HANDSHAKE, 1, nullableString('SCRAM-SHA-512'));
    if (handshake.int16() !== 0) throw new Error('the broker does not offer SCRAM-SHA-512');
    const conversation = scramConversation(username, password);
    const serverFirst = await this.#authenticate(conversation.first);
    await this.#authenticate(conversation.final(serverFirst));
  }

  async #authenticate(message: string): Promise<string> {
    const answer = await this.#request(SASL_AUTHENTICATE, 0, bytes(Buffer.from(message)));
    const code = answer.int16();
    const reason = answer.nullableString();
    if (code !== 0) throw new BrokerRefusedLogin(reason ?? `the broker refused the login with code ${code}`);
    return answer.bytes().toString();
  }

  async #request(apiKey: number, version: number, body: Buffer): Promise<Reader> {
    this.#correlation += 1;
    const frame = Buffer.concat([
      int16(apiKey),
      int16(version),
      int32(this.#correlation),
      nullableString(CLIENT_ID),
      body,
    ]);
    this.#socket.write(Buffer.concat([int32(frame.length), frame]));
    const answer = new Reader(await this.#frame());
    if (answer.int32() !== this.#correlation) throw new Error('the broker answered another request');
    return answer;
  }

  async #frame(): Promise<Buffer> {
    for (;;) {
      const length = this.#received.length < 4 ? Infinity : this.#received.readInt32BE(0);
      if (this.#received.length >= 4 + length) {
        const frame = this.#received.subarray(4, 4 + length);
        this.#received = this.#received.subarray(4 + length);
        return frame;
      }
      const more = await this.#chunks.next();
      if (more.done) throw new Error('the broker closed the connection');
      this.#received = Buffer.concat([this.#received, more.value]);
    }
  }
}
