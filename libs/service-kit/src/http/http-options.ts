/** Bounds of what one client can ask of a service. Every one has a default that an ordinary client never meets. */
export interface HttpOptions {
  /** Largest request body, bytes. Default 64 KiB. */
  readonly bodyLimit?: number;
  /** Deepest nesting of a JSON body. Default 20. */
  readonly jsonDepth?: number;
  /** Requests of one subject (or one address, before sign-in) in a minute. Default 60,000; 0 switches the limit off. */
  readonly requestsPerMinute?: number;
  /** Time for the whole request to arrive, milliseconds. Default 15,000. */
  readonly requestTimeoutMs?: number;
  /** Time for a handler to answer, milliseconds; hijacked replies (event streams) are free of it. Default 30,000. */
  readonly handlerTimeoutMs?: number;
  /** Idle keep-alive connections close after this, milliseconds. Default 72,000. */
  readonly keepAliveMs?: number;
  /** Concurrent connections; more are refused at the socket. Default 10,000. */
  readonly connections?: number;
  /** Between "not ready" and closing the door, for the endpoints to be withdrawn, milliseconds. Default 0. */
  readonly drainDelayMs?: number;
  /** Requests in flight may finish within this when the service stops, milliseconds. Default 20,000. */
  readonly stopTimeoutMs?: number;
  /** Proxies whose `X-Forwarded-For` is believed: addresses or CIDR ranges. Default: none. */
  readonly trustProxy?: readonly string[];
}

export const HTTP_DEFAULTS = {
  bodyLimit: 64 * 1024,
  jsonDepth: 20,
  requestsPerMinute: 60_000,
  requestTimeoutMs: 15_000,
  handlerTimeoutMs: 30_000,
  keepAliveMs: 72_000,
  connections: 10_000,
  drainDelayMs: 0,
  stopTimeoutMs: 20_000,
  trustProxy: [],
} as const satisfies Required<HttpOptions>;
