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

/** One environment variable that the job reads. */
interface AccessVariable {
  readonly meaning: string;
  /** What a value must match, and the same in words. */
  readonly pattern: RegExp;
  readonly right: string;
  /** Taken where the variable is not set. */
  readonly fallback?: string;
  /** Asked for only where `MONGODB_URL` is set. */
  readonly ofMongo?: true;
}

/** Everything the job reads from its environment. */
export const ACCESS_VARIABLES = {
  EVENT_BUS_URL: {
    meaning: 'The brokers to set up.',
    pattern: /^kafka:\/\/[^/,]+:\d+(,[^/,]+:\d+)*$/,
    right: 'kafka://host:port,…',
  },
  KAFKA_USERNAME: { meaning: 'A super user of the brokers.', pattern: /./, right: 'a name' },
  KAFKA_PASSWORD_FILE: {
    meaning: 'File with the password of KAFKA_USERNAME.',
    pattern: /./,
    right: 'the file of a password',
  },
  KAFKA_PREFIX: {
    meaning: 'Stands before every topic, group and transactional id, as for the services.',
    pattern: /^[a-z0-9.-]*$/,
    right: 'small letters, digits, dots and dashes',
    fallback: '',
  },
  KAFKA_PARTITIONS: {
    meaning: 'Partitions of each topic, as for the services.',
    pattern: /^[1-9]\d*$/,
    right: 'a whole number from 1',
    fallback: '12',
  },
  KAFKA_REPLICATION: {
    meaning: 'Copies of each topic, when it is made; 3 in production.',
    pattern: /^[1-9]\d*$/,
    right: 'a whole number from 1',
    fallback: '1',
  },
  KAFKA_SERVICE_PASSWORD_FILE: {
    meaning: 'Files with the passwords that the services’ users are given.',
    pattern: /\{service\}/,
    right: 'the file of each service’s password, with {service} for its name',
  },
  MONGODB_URL: {
    meaning: 'The MongoDB to set up; left out, it is nobody’s business here.',
    pattern: /^mongodb:\/\/[^/@,]+:\d+$/,
    right: 'mongodb://host:port, without a name or password',
    ofMongo: true,
  },
  MONGODB_USERNAME: { meaning: 'Its administrator.', pattern: /./, right: 'a name', ofMongo: true },
  MONGODB_PASSWORD_FILE: {
    meaning: 'File with the password of MONGODB_USERNAME.',
    pattern: /./,
    right: 'the file of a password',
    ofMongo: true,
  },
  MONGODB_REPLICA_SET: {
    meaning: 'Its replica set, which is initiated where it has not been.',
    pattern: /^[\w-]+$/,
    right: 'the name that the server was started with',
    fallback: 'rs0',
    ofMongo: true,
  },
  MONGODB_SERVICE_PASSWORD_FILE: {
    meaning: 'Files with the passwords that the services’ users are given.',
    pattern: /\{service\}/,
    right: 'the file of each service’s password, with {service} for its name',
    ofMongo: true,
  },
} as const satisfies Readonly<Record<string, AccessVariable>>;

type VariableName = keyof typeof ACCESS_VARIABLES;

/** Reads the settings; throws `InvalidSettings` with everything that is wrong with them. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): AccessSettings {
  const wrong: string[] = [];
  // The value itself is not told: a URL may hold a password.
  const given = (name: VariableName): string => {
    const { pattern, right, fallback = '' }: AccessVariable = ACCESS_VARIABLES[name];
    const value = env[name] ?? fallback;
    if (!pattern.test(value))
      wrong.push(`${name} is ${value === '' ? 'missing' : 'not right'}; it must be ${right}`);
    return value;
  };
  const secret = (name: VariableName): string => {
    const file = given(name);
    return file === '' ? '' : fromFile(file, wrong);
  };
  const ofService = (name: VariableName): ((service: string) => string) => {
    const pattern = given(name);
    return (service) => {
      const missing: string[] = [];
      const password = fromFile(pattern.replace('{service}', service), missing);
      if (missing.length > 0) throw new InvalidSettings(missing.join('\n'));
      return password;
    };
  };
  const settings: AccessSettings = {
    kafka: {
      brokers: given('EVENT_BUS_URL').slice('kafka://'.length).split(','),
      username: given('KAFKA_USERNAME'),
      password: secret('KAFKA_PASSWORD_FILE'),
      prefix: given('KAFKA_PREFIX'),
      partitions: Number(given('KAFKA_PARTITIONS')),
      replication: Number(given('KAFKA_REPLICATION')),
      passwordOf: ofService('KAFKA_SERVICE_PASSWORD_FILE'),
    },
    mongo:
      env['MONGODB_URL'] === undefined
        ? undefined
        : {
            url: given('MONGODB_URL'),
            username: given('MONGODB_USERNAME'),
            password: secret('MONGODB_PASSWORD_FILE'),
            replicaSet: given('MONGODB_REPLICA_SET'),
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
