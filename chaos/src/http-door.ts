import { Agent, request } from 'undici';
import type { Actor, Tokens } from './tokens.ts';

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly actor: Actor;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  /** Parsed where it is JSON; null where it is not. */
  readonly body: unknown;
}

/** A door whose patience is short: what is frozen or half open is given up, so that clients go on. */
export class HttpDoor {
  readonly #tokens: Tokens;
  readonly #agent: Agent;

  constructor(tokens: Tokens, patienceMs: number) {
    this.#tokens = tokens;
    this.#agent = new Agent({
      connections: 64,
      connectTimeout: patienceMs,
      headersTimeout: patienceMs,
      bodyTimeout: patienceMs,
    });
  }

  /** Rejects when there is no answer. */
  async ask({ method, url, actor, headers = {}, body }: Asked): Promise<Answered> {
    const response = await request(url, {
      dispatcher: this.#agent,
      method,
      headers: {
        authorization: `Bearer ${await this.#tokens.of(actor)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, body: parsed(text) };
  }

  /** The body of a 200; undefined when there is no answer or another one. */
  async read<Body>(url: string, actor: Actor): Promise<Body | undefined> {
    try {
      const { status, body } = await this.ask({ method: 'GET', url, actor });
      return status === 200 ? (body as Body) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The body of a 200, or that there is no such thing (404); undefined when there is no answer or another one. */
  async found<Body>(url: string, actor: Actor): Promise<Body | 'nothing' | undefined> {
    try {
      const { status, body } = await this.ask({ method: 'GET', url, actor });
      return status === 200 ? (body as Body) : status === 404 ? 'nothing' : undefined;
    } catch {
      return undefined;
    }
  }

  /** The text of a 200 that needs no token. */
  async readText(url: string): Promise<string | undefined> {
    try {
      const { statusCode, body } = await request(url, { dispatcher: this.#agent });
      const text = await body.text();
      return statusCode === 200 ? text : undefined;
    } catch {
      return undefined;
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
