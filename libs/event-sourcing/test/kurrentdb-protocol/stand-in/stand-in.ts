/**
 * The KurrentDB protocol stand-in: a gRPC server that answers the calls our event store makes as KurrentDB documents
 * them, from memory, and that can be told to fail. For tests only. It is not KurrentDB and proves nothing about the
 * server: neither durability, nor atomic appends, nor speed, nor a cluster. What it proves is our side of the protocol:
 * every line of the store and of the real client runs, over real connections, through faults a server cannot be asked for.
 */
import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import gossip from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb.js';
import gossipService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb.js';
import features from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import featuresService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type {
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { appendCall } from './appending.ts';
import { Bystanders } from './bystanders.ts';
import { selfSignedCertificate } from './certificate.ts';
import { FrontDoor } from './front-door.ts';
import { eventMessage, refusals, streamNameOf, streamNotFound } from './messages.ts';
import { readAll, readStream } from './reading.ts';
import type { CallKind, Script } from './script.ts';
import { StoredLog, type AppendOutcome, type Expected, type ProposedEvent } from './stored-log.ts';
import { subscription } from './subscription.ts';

export interface StandInOptions {
  /** Largest append in bytes. Default 1 MiB, as servers before 25. */
  readonly maxAppendSize?: number;
  /** Whether others use the server too: after each append, events of the system or of other contexts. Default true. */
  readonly bystanders?: boolean;
  /** Basic credentials without which every call but the handshake is refused. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Whether the server speaks TLS only, with a certificate for 127.0.0.1 that vouches for itself. */
  readonly tls?: boolean;
}

const messageLimit = 17 * 1_024 * 1_024;

/** A server of its own for one test. */
export class KurrentStandIn {
  readonly log = new StoredLog();
  /** What it does to calls; replace it at any time. */
  script: Script = {};
  /** What the reads and subscriptions have asked for, in the order they came. */
  readonly asked: ReadReq.Options[] = [];
  /** How many calls of each kind have arrived. */
  readonly calls = new Map<CallKind | 'append', number>();
  readonly #options: StandInOptions;
  readonly #server: Server;
  readonly #door: FrontDoor;
  readonly #bystanders: Bystanders | undefined;

  /** PEM, where it speaks TLS: what clients must trust. */
  readonly certificate: string | undefined;

  private constructor(
    options: StandInOptions,
    server: Server,
    door: FrontDoor,
    certificate: string | undefined,
  ) {
    this.#options = options;
    this.certificate = certificate;
    this.#server = server;
    this.#door = door;
    this.#bystanders = options.bystanders === false ? undefined : new Bystanders(this.log);
  }

  static async start(options: StandInOptions = {}): Promise<KurrentStandIn> {
    const server = new Server({
      'grpc.max_receive_message_length': messageLimit,
      'grpc.max_send_message_length': messageLimit,
    });
    const tls = options.tls ? selfSignedCertificate() : undefined;
    const credentials = tls
      ? ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ])
      : ServerCredentials.createInsecure();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const standIn = new KurrentStandIn(options, server, await FrontDoor.before(port), tls?.certificate);
    standIn.#serve();
    return standIn;
  }

  get port(): number {
    return this.#door.port;
  }

  /** Connection string of the stand-in. */
  get url(): string {
    return `kurrentdb://127.0.0.1:${this.port}?tls=${this.#options.tls === true}`;
  }

  get connections(): number {
    return this.#door.connections;
  }

  /** Cuts every connection; clients may come back at once. */
  cut(): void {
    this.#door.cut();
  }

  /** As when the server is gone: nobody is let in until `up`. What it holds it keeps. */
  down(): void {
    this.#door.shut();
  }

  /** As when a network swallows what is sent, without closing a connection, until `up`. */
  silent(): void {
    this.#door.swallow();
  }

  up(): void {
    this.#door.open();
  }

  async stop(): Promise<void> {
    this.#server.forceShutdown();
    await this.#door.close();
  }

  /** How often a kind of call has arrived. */
  count(kind: CallKind | 'append'): number {
    return this.calls.get(kind) ?? 0;
  }

  #serve(): void {
    const { maxAppendSize = 1_048_576 } = this.#options;
    const append = (streamId: string, expected: Expected, events: readonly ProposedEvent[]) => {
      this.#arrived('append');
      return this.#append(streamId, expected, events);
    };
    this.#server.addService(streamsService.StreamsService, {
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => void this.#read(call),
      append: appendCall({ maxAppendSize, append }),
      batchAppend: notOffered,
      delete: notOffered,
      tombstone: notOffered,
    });
    this.#server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_call: unknown, answer: sendUnaryData<features.SupportedMethods>) =>
        answer(null, supportedMethods()),
    });
    this.#server.addService(gossipService.GossipService, {
      read: (_call: unknown, answer: sendUnaryData<gossip.ClusterInfo>) =>
        answer(null, clusterOfOne(this.port)),
    });
  }

  async #append(
    streamId: string,
    expected: Expected,
    events: readonly ProposedEvent[],
  ): Promise<AppendOutcome> {
    const fate = (await this.script.append?.(streamId)) ?? 'answered';
    const write = () => {
      const outcome = this.log.append(streamId, expected, events);
      this.#bystanders?.afterAppend(streamId);
      return outcome;
    };
    if (fate === 'answered') return write();
    if (typeof fate === 'object' && 'refusedWith' in fate) throw fate.refusedWith;
    if (fate === 'unanswered') write();
    this.cut();
    if (typeof fate === 'object') {
      await fate.lateUntil;
      write();
    }
    // Nobody is there to be answered.
    return new Promise(() => undefined);
  }

  async #read(call: ServerWritableStream<ReadReq, ReadResp>): Promise<void> {
    const options = call.request.getOptions() as ReadReq.Options;
    const kind: CallKind = options.hasSubscription()
      ? 'subscription to $all'
      : options.hasAll()
        ? 'read of $all'
        : 'read of a stream';
    this.#arrived(kind);
    this.asked.push(options);
    const ended = new AbortController();
    call
      .on('error', () => undefined)
      .on('close', () => ended.abort())
      .on('cancelled', () => ended.abort());
    let number = 0;
    const send = async (message: ReadResp): Promise<boolean> => {
      const fate = (await this.script.message?.(kind, number++)) ?? 'sent';
      if (ended.signal.aborted) return false;
      if (fate === 'cut instead') {
        this.cut();
        return false;
      }
      if (fate === 'sent twice') call.write(message);
      if (!call.write(message)) await drained(call, ended.signal);
      return true;
    };
    try {
      const refusal = this.script.refuse?.(kind) ?? this.#unauthorized(call);
      if (refusal) throw refusal;
      for await (const message of this.#messages(kind, options, ended.signal))
        if (!(await send(message))) return;
      if (!ended.signal.aborted) call.end();
    } catch (error) {
      call.emit('error', error);
    }
  }

  async *#messages(kind: CallKind, options: ReadReq.Options, ended: AbortSignal): AsyncGenerator<ReadResp> {
    if (kind === 'subscription to $all') {
      yield* subscription(this.log, options, ended);
      return;
    }
    if (kind === 'read of $all') {
      for (const event of readAll(this.log, options)) yield eventMessage(event);
      return;
    }
    const events = readStream(this.log, options);
    let next = events.next();
    for (; !next.done; next = events.next()) yield eventMessage(next.value);
    if (!next.value) yield streamNotFound(streamNameOf(options.getStream()?.getStreamIdentifier()));
  }

  #unauthorized(call: ServerWritableStream<ReadReq, ReadResp>): Error | undefined {
    const { login } = this.#options;
    if (!login) return undefined;
    const given = call.metadata.get('authorization')[0];
    const asked = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
    return given === asked ? undefined : refusals.accessDenied();
  }

  #arrived(kind: CallKind | 'append'): void {
    this.calls.set(kind, this.count(kind) + 1);
  }
}

function notOffered(_call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<never>): void {
  answer(new Error('the stand-in does not offer this'));
}

function drained(call: ServerWritableStream<ReadReq, ReadResp>, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done);
      ended.removeEventListener('abort', done);
      resolve();
    };
    call.once('drain', done);
    ended.addEventListener('abort', done);
  });
}

function supportedMethods(): features.SupportedMethods {
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion('24.10.0');
  for (const name of ['read', 'append']) {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    supported.addMethods(method);
  }
  return supported;
}

function clusterOfOne(port: number): gossip.ClusterInfo {
  const endPoint = new gossip.EndPoint();
  endPoint.setAddress('127.0.0.1');
  endPoint.setPort(port);
  const member = new gossip.MemberInfo();
  member.setState(gossip.MemberInfo.VNodeState.LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endPoint);
  const info = new gossip.ClusterInfo();
  info.addMembers(member);
  return info;
}
