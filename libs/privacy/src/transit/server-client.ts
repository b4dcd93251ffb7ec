import { readFileSync } from 'node:fs';
import { VaultUnavailable, type RecordValue } from '../vault-engine.ts';

export interface ServerOptions {
  /** `https://openbao.example:8200` */
  readonly url: string;
  /** Holds the token; read for each request, so whoever renews it replaces the file. */
  readonly tokenFile: string;
}

interface Answer {
  readonly status: number;
  readonly data: RecordValue;
  /** What the server says is wrong, in one text. */
  readonly errors: string;
}

/** Milliseconds within which the server must have answered. */
const longestAnswer = 10_000;

/** The HTTP interface that OpenBao and HashiCorp Vault share. */
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
    return status === 404 ? undefined : this.require(status, errors, data);
  }

  post(path: string, body: RecordValue): Promise<Answer> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  /** @throws VaultUnavailable unless it went well */
  require(status: number, errors: string, data: RecordValue = {}): RecordValue {
    if (status < 300) return data;
    throw new VaultUnavailable(`${this.#url} answers ${status}: ${errors || 'no reason given'}`);
  }

  #token(): string {
    try {
      return readFileSync(this.#tokenFile, 'utf8').trim();
    } catch (error) {
      throw new VaultUnavailable(`${this.#tokenFile} does not give the token: ${(error as Error).message}`);
    }
  }

  async #send(method: string, path: string, body?: string): Promise<Answer> {
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
