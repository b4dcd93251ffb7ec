import { readFileSync } from 'node:fs';
import { VaultUnavailable, type RecordValue } from '../vault-engine.ts';

export interface ServerOptions {
  /** `https://openbao.example:8200` */
  readonly url: string;
  /** Holds the token; read for each request, so whoever renews it replaces the file. */
  readonly tokenFile: string;
}

/** What the server answers when it did as it was asked, or why it says that it was asked for something wrong. */
export type Answer = { readonly data: RecordValue; readonly wrong?: undefined } | { readonly wrong: string };

/** Milliseconds within which the server must have answered. */
const longestAnswer = 10_000;

/** The HTTP interface that OpenBao and HashiCorp Vault share. Throws VaultUnavailable for what it says nothing else of. */
export class ServerClient {
  readonly #url: string;
  readonly #tokenFile: string;

  constructor({ url, tokenFile }: ServerOptions) {
    this.#url = url.replace(/\/$/, '');
    this.#tokenFile = tokenFile;
  }

  /** Undefined where there is nothing. */
  async get(path: string): Promise<RecordValue | undefined> {
    const { status, data, errors } = await this.#send('GET', path);
    if (status === 404) return undefined;
    if (status < 300) return data;
    throw this.#unavailable(status, errors);
  }

  async post(path: string, body: RecordValue): Promise<RecordValue> {
    const answer = await this.tryPost(path, body);
    if (answer.wrong === undefined) return answer.data;
    throw this.#unavailable(400, answer.wrong);
  }

  /** Leaves it to the caller what a request that the server calls wrong (400) means. */
  async tryPost(path: string, body: RecordValue): Promise<Answer> {
    const { status, data, errors } = await this.#send('POST', path, JSON.stringify(body));
    if (status < 300) return { data };
    if (status === 400) return { wrong: errors };
    throw this.#unavailable(status, errors);
  }

  #unavailable(status: number, errors: string): VaultUnavailable {
    return new VaultUnavailable(`${this.#url} answers ${status}: ${errors || 'no reason given'}`);
  }

  #token(): string {
    try {
      return readFileSync(this.#tokenFile, 'utf8').trim();
    } catch (error) {
      throw new VaultUnavailable(`${this.#tokenFile} does not give the token: ${(error as Error).message}`);
    }
  }

  async #send(
    method: string,
    path: string,
    body?: string,
  ): Promise<{ status: number; data: RecordValue; errors: string }> {
    const token = this.#token();
    try {
      const response = await fetch(`${this.#url}/v1/${path}`, {
        method,
        headers: { 'x-vault-token': token, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(longestAnswer),
        redirect: 'error',
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      const { data, errors } = (text ? JSON.parse(text) : {}) as {
        data?: RecordValue | null;
        errors?: readonly string[];
      };
      return { status: response.status, data: data ?? {}, errors: (errors ?? []).join('; ') };
    } catch (error) {
      const { message, cause } = error as Error;
      throw new VaultUnavailable(
        `${this.#url} does not answer: ${cause instanceof Error ? cause.message : message}`,
        { cause: error },
      );
    }
  }
}
