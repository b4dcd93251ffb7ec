import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessGuard } from '../auth/access.guard.ts';
import type { LocalIssuer } from '../auth/local-issuer.ts';
import { LOCAL_ISSUER, LocalSessionController } from '../auth/local-session.controller.ts';
import type { AuthOptions } from '../auth/auth-options.ts';
import { reportIssuerKeys } from '../auth/report-issuer-keys.ts';
import { createTokenVerifier } from '../auth/token-verifier.ts';
import { Consumers } from '../context/consumers.ts';
import { HealthController } from '../health/health.controller.ts';
import { ReadinessRegistry } from '../health/readiness.ts';
import { createLogger, nestLogger, type Logger } from '../logging/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { MetricsController } from '../metrics/metrics.controller.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { ApiDescription, describeApi, OpenApiController } from '../openapi/serve-openapi.ts';
import { Shutdown } from '../shutdown/shutdown.ts';
import { Tracing } from '../tracing/tracing.ts';
import { RequestValidationPipe } from '../validation/validation.pipe.ts';
import type { SourceNames } from '../commands/answer.ts';
import { createHttpServer } from './create-fastify.ts';
import { KitAdapter } from './kit-adapter.ts';
import { HTTP_DEFAULTS, type HttpOptions } from './http-options.ts';
import { closeConnectionsWhenDraining, stopIntake } from './stop-intake.ts';

export interface ServiceAppOptions {
  /** `incidents`, `city`: in logs, metrics and the API description. */
  readonly name: string;
  readonly version?: string;
  /** Whose logs these are; goes into the metadata of every event. */
  readonly tenant: string;
  readonly module: Type | DynamicModule;
  /**
   * Names the source that readers know an event of the stream by, in the position a command is answered with:
   * `incidents/3` where it travels in a partition of a topic. Default: the context.
   */
  readonly sourceOf?: SourceNames;
  readonly auth: AuthOptions;
  /** Signs the page in as a reader of everything, where no identity provider does. Never beside one. */
  readonly localSession?: LocalIssuer;
  readonly http?: HttpOptions;
  /** Default: JSON lines on standard output. */
  readonly logger?: Logger;
  /** Given when stores and buses are measured or traced before the application exists. */
  readonly metrics?: Metrics;
  readonly tracing?: Tracing;
}

export interface ServiceApp {
  readonly nest: NestFastifyApplication;
  readonly readiness: ReadinessRegistry;
  readonly shutdown: Shutdown;
  readonly metrics: Metrics;
  /** Resolves with the address once requests are taken. Port 0 chooses a free one. */
  listen(port: number, host?: string): Promise<string>;
  /**
   * Ends in order: not ready, no new requests, running ones answered, streams and subscriptions closed, stores closed.
   * Rejects with every part that did not end cleanly. Calling it again waits for the same end.
   */
  stop(): Promise<void>;
}

@Module({})
class ServiceKitModule {}

/**
 * A Nest application on Fastify with everything wired that all services do the same way. When a module cannot start, what
 * the others have started is stopped, for as long as requests may take, and the error is thrown.
 */
export async function createServiceApp(options: ServiceAppOptions): Promise<ServiceApp> {
  const { name, version = '0.0.0' } = options;
  const http: Required<HttpOptions> = { ...HTTP_DEFAULTS, ...options.http };
  const journal = options.logger ?? createLogger({ service: name });
  const metrics = options.metrics ?? new Metrics({ service: name, version });
  const tracing = options.tracing ?? new Tracing({ service: name });
  const readiness = new ReadinessRegistry();
  const shutdown = new Shutdown();
  const description = new ApiDescription();

  const verifier = createTokenVerifier(options.auth);
  if (verifier.issuerKeys) reportIssuerKeys(verifier.issuerKeys, { readiness, metrics });

  const fastify = createHttpServer({
    http,
    tenant: options.tenant,
    sourceOf: options.sourceOf ?? ((context) => context),
    journal,
    metrics,
    tracing,
    verifier,
  });
  closeConnectionsWhenDraining(fastify, readiness);

  const kit: DynamicModule = {
    module: ServiceKitModule,
    global: true,
    imports: [options.module],
    controllers: [
      HealthController,
      MetricsController,
      OpenApiController,
      ...(options.localSession === undefined ? [] : [LocalSessionController]),
    ],
    providers: [
      { provide: ReadinessRegistry, useValue: readiness },
      { provide: Shutdown, useValue: shutdown },
      { provide: Metrics, useValue: metrics },
      { provide: Consumers, useValue: new Consumers() },
      { provide: Tracing, useValue: tracing },
      { provide: ApiDescription, useValue: description },
      ...(options.localSession === undefined
        ? []
        : [{ provide: LOCAL_ISSUER, useValue: options.localSession }]),
      { provide: APP_FILTER, useClass: ProblemFilter },
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_PIPE, useClass: RequestValidationPipe },
    ],
    exports: [ReadinessRegistry, Shutdown, Metrics, Tracing, Consumers],
  };
  let created: NestFastifyApplication | undefined;
  const end = async (): Promise<void> => {
    readiness.drain();
    const { listening } = fastify.server;
    if (listening && http.drainDelayMs > 0) await new Promise((done) => setTimeout(done, http.drainDelayMs));
    const intake = stopIntake(fastify, http.stopTimeoutMs);
    const failures = [...(await shutdown.run('intake'))];
    const cut = await intake;
    if (cut > 0) journal.warn({ connections: cut }, 'connections cut: they did not end in time');
    failures.push(...(await shutdown.run('runners')));
    await (created ?? fastify).close().catch((error: unknown) => failures.push(error as Error));
    failures.push(...(await shutdown.run('stores')));
    await tracing.close().catch((error: unknown) => failures.push(error as Error));
    if (failures.length > 0) throw new AggregateError(failures, 'the service did not stop cleanly');
  };
  let ending: Promise<void> | undefined;
  const stop = (): Promise<void> => (ending ??= end());

  try {
    const nest = await NestFactory.create<NestFastifyApplication>(kit, new KitAdapter(fastify), {
      logger: nestLogger(journal),
      bodyParser: false,
      abortOnError: false,
    });
    created = nest;
    await nest.init();
    description.document = describeApi(nest, { name, version });
    await fastify.ready();
    return {
      nest,
      readiness,
      shutdown,
      metrics,
      listen: async (port, host = '127.0.0.1') => {
        await nest.listen(port, host);
        return await nest.getUrl();
      },
      stop,
    };
  } catch (error) {
    // What the modules had started by then would keep the process alive without a door to it.
    const stopped = stop().catch((failure: unknown) =>
      journal.error({ err: failure }, 'did not stop cleanly'),
    );
    await Promise.race([stopped, new Promise((given) => setTimeout(given, http.stopTimeoutMs).unref())]);
    throw error;
  }
}
