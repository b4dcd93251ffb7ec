import { readFileSync } from 'node:fs';

/** What the job needs to know, from environment variables; passwords come from files alone. */
export interface AccessSettings {
  readonly kafka: {
    readonly brokers: readonly string[];
    readonly username: string;
    readonly password: string;
    readonly prefix: string;
    readonly partitions: number;
    readonly replication: number;
    passwordOf(service: string): string;
  };
  /** Undefined where MongoDB is not ours to set up. */
  readonly mongo:
    | {
        readonly url: string;
        readonly username: string;
        readonly password: string;
        readonly replicaSet: string;
        passwordOf(service: string): string;
      }
    | undefined;
}

export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
}

/** Reads the settings; throws `InvalidSettings` with everything that is wrong with them. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): AccessSettings {
  const wrong: string[] = [];
  // The value itself is not told: a URL may hold a password.
  const given = (name: string, pattern: RegExp, right: string, fallback?: string): string => {
    const value = env[name] ?? fallback ?? '';
    if (!pattern.test(value))
      wrong.push(`${name} is ${value === '' ? 'missing' : 'not right'}; it must be ${right}`);
    return value;
  };
  const secret = (name: string): string => {
    const file = given(name, /./, 'the file of a password');
    return file === '' ? '' : fromFile(file, wrong);
  };
  const ofService = (name: string): ((service: string) => string) => {
    const pattern = given(
      name,
      /\{service\}/,
      'the file of each service’s password, with {service} for its name',
    );
    return (service) => {
      const missing: string[] = [];
      const password = fromFile(pattern.replace('{service}', service), missing);
      if (missing.length > 0) throw new InvalidSettings(missing.join('\n'));
      return password;
    };
  };
  const url = given('EVENT_BUS_URL', /^kafka:\/\/[^/,]+:\d+(,[^/,]+:\d+)*$/, 'kafka://host:port,…');
  const settings: AccessSettings = {
    kafka: {
      brokers: url.slice('kafka://'.length).split(','),
      username: given('KAFKA_USERNAME', /./, 'a name'),
      password: secret('KAFKA_PASSWORD_FILE'),
      prefix: given('KAFKA_PREFIX', /^[a-z0-9.-]*$/, 'small letters, digits, dots and dashes', ''),
      partitions: Number(given('KAFKA_PARTITIONS', /^[1-9]\d*$/, 'a whole number from 1', '12')),
      replication: Number(given('KAFKA_REPLICATION', /^[1-9]\d*$/, 'a whole number from 1', '1')),
      passwordOf: ofService('KAFKA_SERVICE_PASSWORD_FILE'),
    },
    mongo:
      env['MONGODB_URL'] === undefined
        ? undefined
        : {
            url: given(
              'MONGODB_URL',
              /^mongodb:\/\/[^/@,]+:\d+$/,
              'mongodb://host:port, without a name or password',
            ),
            username: given('MONGODB_USERNAME', /./, 'a name'),
            password: secret('MONGODB_PASSWORD_FILE'),
            replicaSet: given(
              'MONGODB_REPLICA_SET',
              /^[\w-]+$/,
              'the name that the server was started with',
              'rs0',
            ),
            passwordOf: ofService('MONGODB_SERVICE_PASSWORD_FILE'),
          },
  };
  if (wrong.length > 0) throw new InvalidSettings(wrong.join('\n'));
  return settings;
}

function fromFile(file: string, wrong: string[]): string {
  try {
    const password = readFileSync(file, 'utf8').trim();
    if (password !== '') return password;
    wrong.push(`${file} is empty`);
  } catch (error) {
    wrong.push(`${file} cannot be read: ${(error as Error).message}`);
  }
  return '';
}
