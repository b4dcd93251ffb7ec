import { Type, type Static, type TObject } from 'typebox';
import { AUTH_DEFAULTS } from '../auth/auth-options.ts';
import { HTTP_DEFAULTS } from '../http/http-options.ts';
import type { ConfigurationProblem } from './load-configuration.ts';

const SQLITE = 'sqlite:.+';
/** A user name may stand in it, a password not: the URL is shown in messages. */
const KURRENTDB = '(kurrentdb|esdb)(\\+discover)?://([^\\s:@/?#]+@)?[^\\s@/?#]+/?(\\?[^\\s#]+)?';
const KAFKA = 'kafka://[^\\s,/?#]+:\\d+(,[^\\s,/?#]+:\\d+)*';

/** Settings of every service that starts alone. */
export function serviceSettings(name: string) {
  return Type.Object({
    TENANT: Type.String({
      default: 'linli',
      pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
      description: 'The city or district whose logs these are; stands in the metadata of every event.',
    }),
    HTTP_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on.' }),
    HTTP_PORT: Type.Integer({
      default: 3000,
      minimum: 0,
      maximum: 65_535,
      description: 'Port to listen on; 0 chooses a free one.',
    }),
    READ_MODEL_URL: Type.String({
      default: `sqlite:.linli/${name}/views.db`,
      pattern: `^(${SQLITE}|mongodb(\\+srv)?://.+/.+)$`,
      'x-example': 'mongodb://operations@mongo:27017/operations?replicaSet=rs0',
      description: 'Where documents are kept: a SQLite file, or a database of MongoDB.',
    }),
    READ_MODEL_PASSWORD: secret('Password of the user that READ_MODEL_URL names.'),
    READ_MODEL_PASSWORD_FILE: Type.Optional(
      Type.String({ description: 'File that holds READ_MODEL_PASSWORD instead.' }),
    ),
    EVENT_BUS_URL: Type.String({
      default: 'embedded:',
      pattern: `^(embedded:(\\?.+)?|${KAFKA})$`,
      'x-example': 'kafka://kafka-1:9092,kafka-2:9092',
      description:
        'How events arrive: `embedded:` tails log files, the own one and those named (`embedded:?residents=<file>`), read-only; `kafka://` publishes the own log and follows those of others over the brokers.',
    }),
    KAFKA_USERNAME: Type.Optional(
      Type.String({
        description: 'Principal of this service (SCRAM-SHA-512); none on brokers that ask nobody.',
      }),
    ),
    KAFKA_PASSWORD: secret('Password of KAFKA_USERNAME.'),
    KAFKA_PASSWORD_FILE: Type.Optional(
      Type.String({ description: 'File that holds KAFKA_PASSWORD instead.' }),
    ),
    KAFKA_TLS: Type.Boolean({ default: false, description: 'Whether the brokers are spoken to over TLS.' }),
    KAFKA_PREFIX: Type.String({
      default: '',
      pattern: '^([a-z0-9][a-z0-9.-]{0,40})?$',
      description: 'Stands before every topic, group and transactional id, so that cities can share brokers.',
    }),
    KAFKA_PARTITIONS: Type.Integer({
      default: 12,
      minimum: 1,
      maximum: 1_000,
      'x-unit': 'partitions',
      description: 'Partitions of the own topic. Fixed for its life: the order of a stream rests on it.',
    }),
    KAFKA_REPLICATION: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 9,
      'x-unit': 'copies',
      description: 'Copies of the own topic, when it is made; 3 in production.',
    }),
    AUTH_JWKS_URL: Type.Optional(
      Type.String({
        format: 'uri',
        'x-example': 'https://id.example.org/jwks.json',
        description: 'Public keys of the token issuer.',
      }),
    ),
    AUTH_ISSUER: Type.Optional(Type.String({ description: 'Claim `iss` that tokens must carry.' })),
    AUTH_AUDIENCE: Type.Optional(Type.String({ description: 'Claim `aud` that tokens must carry.' })),
    AUTH_ALGORITHMS: Type.String({
      default: 'ES256',
      pattern:
        '^(ES256|ES384|ES512|EdDSA|Ed25519|RS256|PS256)(,(ES256|ES384|ES512|EdDSA|Ed25519|RS256|PS256))*$',
      description: 'Signature algorithms accepted, separated by commas.',
    }),
    AUTH_MAX_TOKEN_LIFETIME_SECONDS: Type.Integer({
      default: AUTH_DEFAULTS.maxLifetimeSeconds,
      minimum: 60,
      'x-unit': 's',
      description: 'Longest time between `iat` and `exp` of a token; one that lives longer is refused.',
    }),
    AUTH_KEEP_KEYS_SECONDS: Type.Integer({
      default: AUTH_DEFAULTS.keepKeysSeconds,
      minimum: 0,
      'x-unit': 's',
      description:
        'While AUTH_JWKS_URL does not answer, the keys fetched last are good for so long since they were fetched.',
    }),
    AUTH_LOCAL_KEY_FILE: Type.Optional(
      Type.String({
        description:
          'Instead of AUTH_JWKS_URL, on a machine without an identity provider: private key of a local issuer, made when missing.',
      }),
    ),
    AUTH_LOCAL_SESSION: Type.Boolean({
      default: false,
      description:
        'Whether the local issuer signs everybody in who opens the page, as a reader of everything. Only with AUTH_LOCAL_KEY_FILE, never where strangers can reach the service.',
    }),
    LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      default: 'info',
      description: 'Least level of log lines; `info` has one a request.',
    }),
    HTTP_BODY_LIMIT_BYTES: Type.Integer({
      default: HTTP_DEFAULTS.bodyLimit,
      minimum: 1024,
      maximum: 16 * 1024 * 1024,
      'x-unit': 'bytes',
      description: 'Largest request body.',
    }),
    HTTP_REQUESTS_PER_MINUTE: Type.Integer({
      default: HTTP_DEFAULTS.requestsPerMinute,
      minimum: 0,
      'x-unit': 'requests a minute',
      description: 'Requests of one subject (or address, before sign-in) in a minute; 0 is no limit.',
    }),
    HTTP_REQUEST_TIMEOUT_MS: Type.Integer({
      default: HTTP_DEFAULTS.requestTimeoutMs,
      minimum: 100,
      'x-unit': 'ms',
      description: 'Time for a whole request to arrive.',
    }),
    HTTP_HANDLER_TIMEOUT_MS: Type.Integer({
      default: HTTP_DEFAULTS.handlerTimeoutMs,
      minimum: 100,
      'x-unit': 'ms',
      description: 'Time for an answer; event streams are free of it.',
    }),
    HTTP_TRUST_PROXY: Type.Optional(
      Type.String({
        'x-example': '10.0.0.0/8,127.0.0.1',
        description: 'Proxies whose X-Forwarded-For is believed, separated by commas.',
      }),
    ),
    STOP_DRAIN_DELAY_MS: Type.Integer({
      default: HTTP_DEFAULTS.drainDelayMs,
      minimum: 0,
      'x-unit': 'ms',
      description: 'Between "not ready" and closing the door, for endpoints to be withdrawn.',
    }),
    STOP_TIMEOUT_MS: Type.Integer({
      default: HTTP_DEFAULTS.stopTimeoutMs,
      minimum: 100,
      'x-unit': 'ms',
      description: 'Requests in flight may finish within this when the service stops.',
    }),
    STOP_CLOSE_TIMEOUT_MS: Type.Integer({
      default: 15_000,
      minimum: 100,
      'x-unit': 'ms',
      description:
        'After STOP_DRAIN_DELAY_MS and STOP_TIMEOUT_MS, for subscriptions and stores to close; what has not ended then is given up, with code 1.',
    }),
    OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
      Type.String({
        format: 'uri',
        'x-example': 'http://collector:4318',
        description: 'OpenTelemetry collector (OTLP over HTTP). Not set: spans are not recorded.',
      }),
    ),
  });
}

/** Settings of a service that owns a log. */
export function logSettings(name: string) {
  return Type.Object({
    EVENT_STORE_URL: Type.String({
      default: `sqlite:.linli/${name}/log.db`,
      pattern: `^(${SQLITE}|${KURRENTDB})$`,
      'x-example': 'kurrentdb://incidents@kurrentdb:2113?tls=true',
      description:
        "The service's own log: a SQLite file, or a KurrentDB that many share, where its streams begin with TENANT and the service's name.",
    }),
    EVENT_STORE_PASSWORD: secret('Password of the user that EVENT_STORE_URL names.'),
    EVENT_STORE_PASSWORD_FILE: Type.Optional(
      Type.String({ description: 'File that holds EVENT_STORE_PASSWORD instead.' }),
    ),
    VAULT_URL: Type.String({
      default: `sqlite:.linli/${name}/vault.db`,
      pattern: `^(${SQLITE}|https?://[^\\s]+)$`,
      'x-example': 'https://openbao:8200',
      description:
        'Where the keys of persons are kept: a SQLite file with its master keys beside it, or an OpenBao or HashiCorp Vault set up as docs/keys.md says.',
    }),
    VAULT_TOKEN_FILE: Type.Optional(
      Type.String({ description: 'File that holds the token for a vault that is a server.' }),
    ),
  });
}

/** What one service takes: the settings of all services, those of a log where it owns one, and its own. */
export function settingsOfService(
  name: string,
  { ownsLog, own = Type.Object({}) }: { readonly ownsLog: boolean; readonly own?: TObject },
): TObject {
  return Type.Object({
    ...serviceSettings(name).properties,
    ...(ownsLog ? logSettings(name).properties : {}),
    ...own.properties,
  });
}

function secret(description: string) {
  return Type.Optional(Type.String({ description, 'x-secret': true }));
}

export type ServiceSettings = Static<ReturnType<typeof serviceSettings>>;
export type LogSettings = Static<ReturnType<typeof logSettings>>;

/** A user of KurrentDB and the password belong together, wherever the password stands; a server's vault asks for a token. */
export function logRule(settings: LogSettings): readonly ConfigurationProblem[] {
  return [...passwordRule(settings), ...vaultRule(settings)];
}

function vaultRule({ VAULT_URL, VAULT_TOKEN_FILE }: LogSettings): readonly ConfigurationProblem[] {
  const isServer = !VAULT_URL.startsWith('sqlite:');
  if (isServer === (VAULT_TOKEN_FILE !== undefined)) return [];
  return [
    {
      variable: 'VAULT_TOKEN_FILE',
      wrong: isServer ? 'is missing' : 'is set',
      right: isServer
        ? 'a file with the token, since VAULT_URL is a server'
        : 'left out, since VAULT_URL is a file',
    },
  ];
}

function passwordRule(settings: LogSettings): readonly ConfigurationProblem[] {
  const { EVENT_STORE_URL, EVENT_STORE_PASSWORD, EVENT_STORE_PASSWORD_FILE } = settings;
  const passwords = [EVENT_STORE_PASSWORD, EVENT_STORE_PASSWORD_FILE].filter((given) => given !== undefined);
  const named = EVENT_STORE_URL.includes('@') && !EVENT_STORE_URL.startsWith('sqlite:');
  if (passwords.length === (named ? 1 : 0)) return [];
  return [
    {
      variable: 'EVENT_STORE_PASSWORD',
      wrong: passwords.length === 0 ? 'is missing' : named ? 'is set twice' : 'is set',
      right: named
        ? 'set, or EVENT_STORE_PASSWORD_FILE and not both, since EVENT_STORE_URL names a user'
        : 'left out, and EVENT_STORE_PASSWORD_FILE too, where EVENT_STORE_URL names no user of KurrentDB',
    },
  ];
}

/** Tokens are checked against an identity provider or a local issuer, never against nothing and never against both. */
export function authRule(settings: ServiceSettings): readonly ConfigurationProblem[] {
  const { AUTH_JWKS_URL, AUTH_LOCAL_KEY_FILE, AUTH_LOCAL_SESSION, AUTH_ISSUER, AUTH_AUDIENCE } = settings;
  if (AUTH_JWKS_URL === undefined && AUTH_LOCAL_KEY_FILE === undefined) {
    return [
      {
        variable: 'AUTH_JWKS_URL',
        wrong: 'is missing',
        right:
          'the address of the issuer’s public keys, or AUTH_LOCAL_KEY_FILE a file for a local issuer’s key',
      },
    ];
  }
  if (AUTH_JWKS_URL !== undefined && AUTH_LOCAL_KEY_FILE !== undefined) {
    return [
      {
        variable: 'AUTH_LOCAL_KEY_FILE',
        wrong: 'is set beside AUTH_JWKS_URL',
        right: 'left out where an identity provider issues the tokens',
      },
    ];
  }
  if (AUTH_JWKS_URL === undefined) return [];
  if (AUTH_LOCAL_SESSION) {
    return [
      {
        variable: 'AUTH_LOCAL_SESSION',
        wrong: 'is true beside AUTH_JWKS_URL',
        right: 'false where an identity provider signs people in',
      },
    ];
  }
  const missing = (variable: string, claim: string): ConfigurationProblem => ({
    variable,
    wrong: 'is missing',
    right: `the claim ${claim} of the issuer’s tokens, since AUTH_JWKS_URL is set`,
  });
  return [
    ...(AUTH_ISSUER === undefined ? [missing('AUTH_ISSUER', '`iss`')] : []),
    ...(AUTH_AUDIENCE === undefined ? [missing('AUTH_AUDIENCE', '`aud`')] : []),
  ];
}
