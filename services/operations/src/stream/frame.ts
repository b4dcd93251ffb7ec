import type { StreamEventName } from '../api.ts';

/**
 * One server-sent event as bytes, made once and written to every client it is for. JSON text holds no line break, so
 * one `data:` line carries it.
 */
export function frame(event: StreamEventName, json: string, id?: string): Buffer {
  return Buffer.from(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`);
}

/**
 * What a stream begins with: how long to wait before reconnecting, and the place the stream starts at, so that a
 * connection cut before its first event resumes there. An event without data is not dispatched by any client.
 */
export function preamble(retryMs: number, id: string): Buffer {
  return Buffer.from(`retry: ${retryMs}\nid: ${id}\n\n`);
}

/** A comment: keeps proxies from closing an idle connection, and brings a filtered client's place up to date. */
export function heartbeat(id?: string): Buffer {
  return Buffer.from(id === undefined ? ': still here\n\n' : `: still here\nid: ${id}\n\n`);
}
