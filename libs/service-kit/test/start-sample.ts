import { Writable } from 'node:stream';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { DynamicModule, Type } from '@nestjs/common';
import {
  createLocalIssuer,
  createLogger,
  createServiceApp,
  type HttpOptions,
  type LocalIssuer,
  declaredRoles,
  type Role,
  type ServiceApp,
  Tracing,
} from '../src/index.ts';
import { SampleModule } from './sample-app.ts';

export interface Sample {
  readonly app: ServiceApp;
  readonly url: string;
  readonly issuer: LocalIssuer;
  /** Everything logged so far. */
  readonly log: () => string;
  token(roles?: readonly Role[], areas?: readonly string[]): Promise<string>;
  /** A request of somebody who may do everything everywhere, unless the headers say otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** A sound command. */
  report(headers?: Record<string, string>, body?: object | string): Promise<Response>;
}

export const SOUND_REPORT = { text: 'street lamp is out', areaPath: '42/01/05/', severity: 'normal' };

/** The sample application on a real socket. */
export async function startSample(
  options: {
    readonly http?: HttpOptions;
    /** Whether its issuer signs the page in. */
    readonly localSession?: boolean;
    /** Longest life of a token, seconds. */
    readonly maxLifetimeSeconds?: number;
    readonly module?: Type | DynamicModule;
    readonly processors?: readonly SpanProcessor[];
  } = {},
): Promise<Sample> {
  const { maxLifetimeSeconds } = options;
  const issuer = await createLocalIssuer(maxLifetimeSeconds === undefined ? {} : { maxLifetimeSeconds });
  let lines = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines += chunk.toString();
      done();
    },
  });
  const app = await createServiceApp({
    name: 'sample',
    version: '1.2.3',
    tenant: 'test',
    module: options.module ?? SampleModule,
    auth: issuer.auth,
    ...(options.localSession ? { localSession: issuer } : {}),
    logger: createLogger({ service: 'sample', level: 'debug', stream }),
    tracing: new Tracing({ service: 'sample', processors: options.processors ?? [] }),
    ...(options.http === undefined ? {} : { http: options.http }),
  });
  const url = await app.listen(0);
  const token = (roles: readonly Role[] = declaredRoles(), areas: readonly string[] = ['']) =>
    issuer.issue({ subject: 'somebody', roles, areas, ttlSeconds: 600 });
  const anybody = await token();
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, {
      ...init,
      headers: { authorization: `Bearer ${anybody}`, ...(init.headers as Record<string, string>) },
    });
  return {
    app,
    url,
    issuer,
    log: () => lines,
    token,
    ask,
    report: (headers = {}, body = SOUND_REPORT) =>
      ask('/v1/samples', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

/** The problem document of an answer. */
export async function problem(response: Response): Promise<Record<string, unknown>> {
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    throw new Error(`no problem document but ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as Record<string, unknown>;
}
