import type { ContextName } from '@linli/contracts';
import type { Relay } from '@linli/event-bus';
import type { EventStore } from '@linli/event-sourcing';
import type { DynamicModule, Type as NestType } from '@nestjs/common';
import type { Static, TObject } from 'typebox';
import { createLocalIssuer } from '../auth/local-issuer.ts';
import { configurationTable } from '../configuration/configuration-table.ts';
import { ConfigurationError, loadConfiguration } from '../configuration/load-configuration.ts';
import {
  authRule,
  logRule,
  settingsOfService,
  type LogSettings,
  type ServiceSettings,
} from '../configuration/service-settings.ts';
import type { ReaderEngines, ServiceEngines } from '../engines.ts';
import { createServiceApp, type ServiceAppOptions } from '../http/create-service-app.ts';
import { createLogger } from '../logging/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { createTracing } from '../tracing/otlp.ts';
import { openEngines } from './open-engines.ts';
import { reportLog, type OwnLogSettings } from './open-log.ts';
import { reportRelay } from './report-relay.ts';
import { exitAfter, stopOnSignal } from './stop-on-signal.ts';

type NoSettings = TObject<Record<never, never>>;

/** A service as it starts alone. */
export interface ReaderMainOptions<Settings extends TObject, Engines = ReaderEngines> {
  readonly name: string;
  readonly version?: string;
  /** The service's own settings, besides those that all services have. */
  readonly configuration?: Settings;
  readonly module: (
    engines: Engines,
    settings: Static<Settings> & ServiceSettings,
  ) => DynamicModule | NestType;
}

export interface ServiceMainOptions<Settings extends TObject> extends ReaderMainOptions<
  Settings,
  ServiceEngines
> {
  /** The service's context; its log is named after it. */
  readonly name: ContextName;
}

const EXIT_CONFIGURATION = 78;

/**
 * Starts a service with a log of its own: configuration from the environment, engines by their URLs, HTTP, and an end
 * in order on SIGTERM. `--help` prints the settings.
 */
export function serviceMain<Settings extends TObject = NoSettings>(
  options: ServiceMainOptions<Settings>,
): Promise<void> {
  return start(options, options.name);
}

/** Starts a service that only reads: the same without a log. */
export function readerMain<Settings extends TObject = NoSettings>(
  options: ReaderMainOptions<Settings>,
): Promise<void> {
  return start(options, undefined);
}

async function start<Settings extends TObject, Engines>(
  options: ReaderMainOptions<Settings, Engines>,
  context: ContextName | undefined,
): Promise<void> {
  const { configuration } = options;
  const schema = settingsOfService(options.name, {
    ownsLog: context !== undefined,
    ...(configuration === undefined ? {} : { own: configuration }),
  });
  if (process.argv.includes('--help')) {
    process.stdout.write(
      `Settings of ${options.name}, as environment variables:\n\n${configurationTable(schema)}\n`,
    );
    return;
  }
  try {
    const settings = loadConfiguration(schema, process.env, [
      (loaded) => authRule(loaded as ServiceSettings),
      (loaded) => (context === undefined ? [] : logRule(loaded as LogSettings)),
    ]) as Static<Settings> & ServiceSettings & LogSettings;
    await run(options, settings, context && { context, settings });
  } catch (error) {
    sayCannotStart(options.name, error);
  }
}

function sayCannotStart(name: string, error: unknown): void {
  process.stderr.write(`${name} cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigurationError ? EXIT_CONFIGURATION : 1;
}

async function run<Settings extends TObject, Engines>(
  { name, version = '0.0.0', module }: ReaderMainOptions<Settings, Engines>,
  settings: Static<Settings> & ServiceSettings,
  ownLog: OwnLogSettings | undefined,
): Promise<void> {
  const logger = createLogger({ service: name, level: settings.LOG_LEVEL as 'info' });
  const metrics = new Metrics({
    service: name,
    version,
    positionsCount: ownLog?.settings.EVENT_STORE_URL.startsWith('sqlite:') ?? true,
  });
  const tracing = createTracing({
    service: name,
    ...(settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
      ? {}
      : { endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT }),
  });
  const deadlineMs = settings.STOP_DRAIN_DELAY_MS + settings.STOP_TIMEOUT_MS + settings.STOP_CLOSE_TIMEOUT_MS;
  // Closes what has been opened so far, however far the start has come.
  let close = () => tracing.close();
  try {
    const opened = await openEngines({ service: name, settings, own: ownLog, journal: logger });
    close = () => opened.close().finally(() => tracing.close());
    const bus = metrics.observeBus(tracing.observeBus(opened.engines.bus));
    const store: EventStore | undefined = opened.store && metrics.observeStore(name, opened.store);
    const engines = { ...opened.engines, bus, ...(store === undefined ? {} : { store }) } as Engines;
    const app = await createServiceApp({
      name,
      version,
      tenant: settings.TENANT,
      ...(opened.relay === undefined ? {} : { sourceOf: partitionNames(name, opened.relay) }),
      module: module(engines, settings),
      ...(await authOf(settings)),
      http: {
        bodyLimit: settings.HTTP_BODY_LIMIT_BYTES,
        requestsPerMinute: settings.HTTP_REQUESTS_PER_MINUTE,
        requestTimeoutMs: settings.HTTP_REQUEST_TIMEOUT_MS,
        handlerTimeoutMs: settings.HTTP_HANDLER_TIMEOUT_MS,
        drainDelayMs: settings.STOP_DRAIN_DELAY_MS,
        stopTimeoutMs: settings.STOP_TIMEOUT_MS,
        trustProxy: settings.HTTP_TRUST_PROXY?.split(',').map((proxy) => proxy.trim()) ?? [],
      },
      logger,
      metrics,
      tracing,
    });
    reportLog(name, opened.store, app.readiness);
    opened.closeWith(app.shutdown);
    close = () => app.stop();
    if (opened.relay !== undefined) reportRelay(name, opened.relay, app);
    const address = await app.listen(settings.HTTP_PORT, settings.HTTP_HOST);
    stopOnSignal(() => app.stop(), logger, deadlineMs);
    logger.info({ address }, `listening on ${address}`);
  } catch (error) {
    sayCannotStart(name, error);
    exitAfter(deadlineMs, () => logger.fatal({ deadlineMs }, 'did not stop in time'));
    await close().catch((failure: unknown) => logger.error({ err: failure }, 'did not stop cleanly'));
  }
}

/** The source of others at which an event of the stream will arrive: its partition of the topic. */
function partitionNames(own: string, relay: Relay): ServiceAppOptions['sourceOf'] {
  return (context, streamId) => (context === own ? `${context}/${relay.partitionOf(streamId)}` : context);
}

async function authOf(settings: ServiceSettings): Promise<Pick<ServiceAppOptions, 'auth' | 'localSession'>> {
  const { AUTH_JWKS_URL, AUTH_LOCAL_KEY_FILE, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_ALGORITHMS } = settings;
  const maxLifetimeSeconds = settings.AUTH_MAX_TOKEN_LIFETIME_SECONDS;
  if (AUTH_JWKS_URL === undefined) {
    const issuer = await createLocalIssuer({ keyFile: AUTH_LOCAL_KEY_FILE!, maxLifetimeSeconds });
    return { auth: issuer.auth, ...(settings.AUTH_LOCAL_SESSION ? { localSession: issuer } : {}) };
  }
  return {
    auth: {
      keys: { jwksUrl: AUTH_JWKS_URL },
      issuer: AUTH_ISSUER!,
      audience: AUTH_AUDIENCE!,
      algorithms: AUTH_ALGORITHMS.split(','),
      maxLifetimeSeconds,
      keepKeysSeconds: settings.AUTH_KEEP_KEYS_SECONDS,
    },
  };
}
